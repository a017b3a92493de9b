// A new note has its number before it is saved, so that its address stays the same from the first key on.
import { newId } from '../../api/client';

export const noteLink = (id: string): string => `#/note/${id}`;

const fresh = new Map<string, string>();

/** The same link as long as the note is not begun: a list that is drawn again does not change it. */
function freshId(about: string): string {
  if (!fresh.has(about)) fresh.set(about, newId());
  return fresh.get(about)!;
}

export const newNoteLink = (visitId: string): string => `#/note/${freshId(visitId)}?visit=${visitId}`;
export const newClientNoteLink = (clientId: string): string =>
  `#/note/${freshId(clientId)}?client=${clientId}`;
export const addendumLink = (noteId: string): string => `#/note/${freshId(noteId)}?amends=${noteId}`;

/** A note that was begun or dropped: the next one gets another number. */
export function forgetFreshId(noteId: string): void {
  for (const [about, id] of fresh) if (id === noteId) fresh.delete(about);
}
