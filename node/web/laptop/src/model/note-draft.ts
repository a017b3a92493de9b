// The beginning of a note: what is known before the first key.
import { session } from '../api/store';
import type { CaseFile, NoteDraft, RecordView } from '../api/types';
import { language } from '../i18n';
import { myCredential, myId } from './me';
import { placeOf } from './note-insertions';
import { bodyOf, kindForRole, type NoteKind, type Sections } from './note-sections';
import { textOf, textsOf } from './record';
import { actualTimes, utcOffset } from './visit-times';

const LATE_AFTER_MS = 48 * 3600_000;

interface About {
  id: string;
  file: CaseFile;
  visit?: RecordView;
  amends?: RecordView;
}

export function newDraft({ id, file, visit, amends }: About): NoteDraft {
  const now = new Date().toISOString();
  const times = visit && actualTimes(visit);
  const happened =
    times?.start ||
    (visit && textOf(visit, 'planned_start')) ||
    (amends && textOf(amends, 'happened_at')) ||
    now;
  const fields: NoteDraft['fields'] = {
    kind: amends ? 'narrative' : kindForRole(session.value?.role ?? ''),
    language: language.value,
    happened_at: happened,
    written_at: now,
    utc_offset_minutes: utcOffset(new Date(happened)),
    author_credential: myCredential(),
    body: '',
  };
  if (myId()) fields.author_id = myId();
  if (amends) fields.amends = amends.record.id;
  if (visit) {
    fields.contact_kind = textOf(visit, 'contact_kind') || 'home';
    if (placeOf(visit, file)) fields.place = placeOf(visit, file);
    if (textsOf(visit, 'present').length) fields.present = textsOf(visit, 'present');
  }
  return {
    id,
    client_id: file.card.id,
    visit_id: visit?.record.id ?? null,
    fields,
    sections: {},
    saved_at: now,
    signed_at: null,
    handed_in: false,
    problem: null,
  };
}

export const kindOf = (draft: NoteDraft): NoteKind => (draft.fields.kind as NoteKind) ?? 'narrative';
export const languageOf = (draft: NoteDraft): string => String(draft.fields.language ?? 'en');
export const fieldText = (draft: NoteDraft, field: string): string => String(draft.fields[field] ?? '');

/** The same draft with other boxes or fields; the text that counts follows. */
export function changedDraft(
  draft: NoteDraft,
  fields: NoteDraft['fields'],
  sections: Sections = draft.sections,
): NoteDraft {
  const merged = { ...draft.fields, ...fields };
  const body = bodyOf(merged.kind as NoteKind, sections, String(merged.language ?? 'en'));
  return { ...draft, fields: { ...merged, body }, sections: sections as Record<string, string> };
}

export function isLate(draft: NoteDraft): boolean {
  const happened = Date.parse(fieldText(draft, 'happened_at'));
  // An addendum is late by its nature; it has its own reason.
  return !draft.fields.amends && Date.now() - happened > LATE_AFTER_MS;
}
