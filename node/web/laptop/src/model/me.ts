import { session, workers } from '../api/store';

export const myId = (): string | null => workers.value.find((worker) => worker.is_me)?.id ?? null;
export const myName = (): string => session.value?.user ?? '';
export const myCredential = (): string =>
  session.value?.settings.credential || workers.value.find((worker) => worker.is_me)?.credential || '';
