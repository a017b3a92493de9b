// A note's boxes and its text: the text that counts is the sections under their headings, in the note's
// language.
import type { RecordView } from '../api/types';
import { messagesIn } from '../i18n';
import { textOf } from './record';

export type NoteKind = 'soap' | 'dap' | 'birp' | 'narrative' | 'collateral';
export type Section =
  | 'subjective'
  | 'objective'
  | 'assessment'
  | 'plan'
  | 'data'
  | 'behavior'
  | 'intervention'
  | 'response'
  | 'text'
  | 'contact';
export type Sections = Partial<Record<Section, string>>;

export const sectionsOf: Record<NoteKind, Section[]> = {
  soap: ['subjective', 'objective', 'assessment', 'plan'],
  dap: ['data', 'assessment', 'plan'],
  birp: ['behavior', 'intervention', 'response', 'plan'],
  narrative: ['text'],
  collateral: ['contact', 'plan'],
};

/** Where what was recorded at the visit belongs, by kind of note. */
export const fitting: Record<'facts' | 'vitals' | 'tasks' | 'jots', Record<NoteKind, Section>> = {
  facts: { soap: 'objective', dap: 'data', birp: 'behavior', narrative: 'text', collateral: 'contact' },
  vitals: { soap: 'objective', dap: 'data', birp: 'behavior', narrative: 'text', collateral: 'contact' },
  tasks: { soap: 'objective', dap: 'data', birp: 'intervention', narrative: 'text', collateral: 'contact' },
  jots: { soap: 'subjective', dap: 'data', birp: 'behavior', narrative: 'text', collateral: 'contact' },
};

export const kindForRole = (role: string): NoteKind => (role === 'case_manager' ? 'dap' : 'soap');

/** A line that only says "Plan" is no heading: it steps in, and is read as a line of its section. */
const asLines = (words: string, headings: string[]): string =>
  words
    .trim()
    .split('\n')
    .map((line) => (headings.includes(line.trim()) ? `  ${line.trim()}` : line))
    .join('\n');

const headingsOf = (kind: string, language: string): string[] =>
  (sectionsOf[kind as NoteKind] ?? []).map((section) => messagesIn(language).note.section[section]);

/** "Heading\ntext\n\nHeading\ntext"; a narrative has no heading; empty sections are left out. */
export function bodyOf(kind: NoteKind, sections: Sections, language: string): string {
  const titles = messagesIn(language).note.section;
  const headings = headingsOf(kind, language);
  const filled = sectionsOf[kind].filter((section) => sections[section]?.trim());
  if (kind === 'narrative') return sections.text?.trim() ?? '';
  return filled
    .map((section) => `${titles[section]}\n${asLines(sections[section]!, headings)}`)
    .join('\n\n');
}

/**
 * What was typed before another kind was chosen goes where the new kind has a box; the rest into its first
 * one.
 */
export function movedTo(kind: NoteKind, sections: Sections): Sections {
  const kept: Sections = {};
  const homeless: string[] = [];
  for (const [section, words] of Object.entries(sections) as [Section, string][]) {
    if (sectionsOf[kind].includes(section)) kept[section] = words;
    else if (words.trim()) homeless.push(words.trim());
  }
  const first = sectionsOf[kind][0]!;
  if (homeless.length) kept[first] = [kept[first]?.trim(), ...homeless].filter(Boolean).join('\n\n');
  return kept;
}

/**
 * Goes from one kind to another. Who only looks at other kinds and writes nothing finds each one as it was
 * left.
 */
export function kindChanger(): (from: NoteKind, to: NoteKind, sections: Sections) => Sections {
  const left = new Map<NoteKind, Sections>();
  let untouched = '';
  return (from, to, sections) => {
    if (JSON.stringify(sections) !== untouched) left.clear();
    left.set(from, sections);
    const next = left.get(to) ?? movedTo(to, sections);
    untouched = JSON.stringify(next);
    return next;
  };
}

export interface BodyPart {
  heading: string;
  text: string;
}

/** Cuts a text at the headings of its kind, for reading. */
export function bodyParts(note: RecordView): BodyPart[] {
  return partsOf(textOf(note, 'body'), textOf(note, 'kind'), textOf(note, 'language'));
}

export function partsOf(body: string, kind: string, language: string): BodyPart[] {
  const headings = headingsOf(kind, language);
  const parts: BodyPart[] = [];
  for (const line of body.split('\n')) {
    if (headings.includes(line.trimEnd()) && kind !== 'narrative')
      parts.push({ heading: line.trimEnd(), text: '' });
    else if (parts.length) parts.at(-1)!.text += `${line}\n`;
    else parts.push({ heading: '', text: `${line}\n` });
  }
  return parts
    .map((part) => ({ ...part, text: part.text.trim() }))
    .filter((part) => part.text || part.heading);
}

export function planOf(note: RecordView): string {
  const heading = messagesIn(textOf(note, 'language')).note.section.plan;
  return bodyParts(note).find((part) => part.heading === heading)?.text ?? '';
}
