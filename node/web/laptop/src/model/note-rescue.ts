// Words of a note that could not be saved into it: another window has changed or signed it, or the page went
// away meanwhile. They are kept beside the note, until somebody has decided about them.
import { post } from '../api/client';
import type { Instant, NoteDraft } from '../api/types';
import type { Kept } from '../components/forms/kept-form';
import { sectionsOf, movedTo, type NoteKind, type Section, type Sections } from './note-sections';

export interface Rescued {
  fields: NoteDraft['fields'];
  sections: NoteDraft['sections'];
  /** The state of the draft that the words began from. */
  base: Instant | null;
}

export const rescuePath = (noteId: string): string => `/api/forms/note-${noteId}`;

export const rescue = (draft: NoteDraft, base: Instant | null, keepalive: boolean): Promise<unknown> => {
  const { fields, sections } = draft;
  return post(rescuePath(draft.id), { fields: { fields, sections, base } }, { keepalive });
};

export const dropRescued = (noteId: string): void =>
  void post(`${rescuePath(noteId)}/discard`, {}).catch(() => {});

export function rescuedOf(kept: Kept | null): Rescued | null {
  const found = kept?.fields as Partial<Rescued> | null | undefined;
  return found?.fields && found.sections ? (found as Rescued) : null;
}

const sorted = (object: object) =>
  Object.entries(object)
    .filter(([, value]) => value !== '' && value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** Equal for two drafts that say the same. */
export const stateOf = ({ fields, sections }: Pick<NoteDraft, 'fields' | 'sections'>): string =>
  JSON.stringify([sorted(fields), sorted(sections)]);

type Written = Pick<NoteDraft, 'sections'>;

/** Whether everything that stands in `less` stands in `more` as well. */
export function hasAllOf(more: Written, less: Written): boolean {
  return Object.entries(less.sections).every(([section, words]) =>
    (more.sections[section] ?? '').includes(words.trim()),
  );
}

/** Both texts, box by box. */
export function bothTexts(mine: NoteDraft, theirs: NoteDraft): Sections {
  const kind = mine.fields.kind as NoteKind;
  const others = movedTo(kind, theirs.sections as Sections);
  const both: Sections = { ...mine.sections };
  for (const section of sectionsOf[kind]) both[section] = joined(section, both, others);
  return both;
}

function joined(section: Section, mine: Sections, theirs: Sections): string {
  const [here, there] = [mine[section]?.trim() ?? '', theirs[section]?.trim() ?? ''];
  if (!there || here.includes(there)) return mine[section] ?? '';
  return there.includes(here) ? there : `${here}\n\n${there}`;
}
