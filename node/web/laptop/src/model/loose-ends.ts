// Where a loose end is tied.
import type { LooseEnd } from '../api/types';
import { newNoteLink, noteLink } from '../components/visit/note-links';

/** The call's record in the case file: there it is returned and logged. */
export const callLink = (end: LooseEnd): string =>
  end.client ? `#/client/${end.client.id}/notes?record=${end.record_id}` : '#/clients';

export function looseEndLink(end: LooseEnd): string {
  switch (end.kind) {
    case 'visit_not_ended':
    case 'visit_not_begun':
      return `#/visit/${end.visit_id ?? end.record_id}`;
    case 'visit_without_note':
      return newNoteLink(end.visit_id ?? end.record_id);
    case 'jot_without_note':
      return `${newNoteLink(end.visit_id ?? end.record_id)}&gather=1`;
    case 'note_not_signed':
    case 'left_over_draft':
      return noteLink(end.note_id ?? end.record_id);
    case 'call_back_due':
      return callLink(end);
    case 'visit_to_decide':
      return `#/conflicts/${end.record_id}`;
    case 'form_not_saved':
      return formLink(end);
  }
}

/** Where a half-filled form is opened again, by what it is called (kept-form.ts). */
function formLink({ text: key, record_id, visit_id, client }: LooseEnd): string {
  if (key.startsWith('note-')) return noteLink(record_id);
  if (visit_id) return `#/visit/${visit_id}`;
  if (key.startsWith('new-client')) return '#/new-client';
  return client ? `#/client/${client.id}` : '#/clients';
}
