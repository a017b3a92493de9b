// What is shown of a problem or a reason that the program on this laptop or the office has put into words.
import type { HistoryEntry, Parked } from '../api/types';
import { inWords } from '.';

/** Why the office did what it did with a save. A person there has written why it was declined. */
export const officeReason = (one: Pick<Parked | HistoryEntry, 'state' | 'reason'>): string =>
  one.state === 'declined' ? one.reason : inWords(one.reason);

const withStop = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

/** What happened, and what can be done about it. */
export function problemSentences({ message, hint }: { message: string; hint: string }): string {
  if (!hint) return withStop(message);
  return `${withStop(message)} ${hint.charAt(0).toUpperCase()}${withStop(hint.slice(1))}`;
}
