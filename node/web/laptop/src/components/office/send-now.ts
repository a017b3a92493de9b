import { signal } from '@preact/signals';
import { write } from '../../api/client';
import { state } from '../../api/store';

// A try without a network is over before the state is asked again.
const ANSWER_AFTER_MS = 2500;

/** When "send now" was pressed last and the try is over; null: not pressed. */
const triedAt = signal<Date | null>(null);

export async function sendNow(): Promise<void> {
  triedAt.value = null;
  await write('/api/sync');
  setTimeout(() => (triedAt.value = new Date()), ANSWER_AFTER_MS);
}

export const hasNoConnection = (): boolean => state.value?.problem?.kind === 'offline';

/** When a press of "send now" met no connection. */
export const triedInVain = (): Date | null =>
  !state.value?.syncing && hasNoConnection() ? triedAt.value : null;
