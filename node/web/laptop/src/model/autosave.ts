// Saves what is typed: soon after the last key, at least every two seconds while typing, and before the page
// goes away. One save runs at a time; what was typed meanwhile follows. A save that failed is tried again by
// itself.
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, isLocked, waiting, whenUnlocked } from '../api/client';
import { isUnreachable } from '../api/store';
import { onLeave } from '../router';

const AFTER_LAST_KEY_MS = 800;
const AT_LEAST_EVERY_MS = 2000;
const RETRY_FIRST_MS = 2000;
const RETRY_MOST_MS = 15_000;

/** In how many places words stand that are not in the laptop's database yet. */
export const unsaved = signal(0);

export interface Autosave<T> {
  status: 'clean' | 'unsaved' | 'saving';
  /** Why the last try failed; it is tried again by itself, unless somebody has to choose (409). */
  error: Error | null;
  /** Not saved, and it cannot be just now: the program failed, does not answer, or is locked. */
  isTriedAgain: boolean;
  change: (value: T) => void;
  /** Resolves when everything that was typed is saved. */
  flush: () => Promise<void>;
  /** Nothing of what was typed until now is to be saved any more. */
  drop: () => void;
  isDirty: () => boolean;
}

interface Work<T> {
  pending: { value: T } | null;
  since: number;
  timer: number;
  retryMs: number;
  /** How often it was dropped: a save that fails afterwards is not tried again. */
  drops: number;
  running: Promise<void> | null;
  /** What the save that is under way took along. */
  sent: { value: T } | null;
}

/**
 * `saveLast` is called when the page goes away, with what no answer has confirmed yet: there is no time for a
 * second try.
 */
export function useAutosave<T>(
  save: (value: T, isLeaving: boolean) => Promise<void>,
  saveLast: (value: T, isUnderWay: boolean) => void,
): Autosave<T> {
  const [status, setStatus] = useState<Autosave<T>['status']>('clean');
  const [error, setError] = useState<Error | null>(null);
  const work = useRef<Work<T>>({
    pending: null,
    since: 0,
    timer: 0,
    retryMs: RETRY_FIRST_MS,
    drops: 0,
    running: null,
    sent: null,
  });
  const calls = useRef({ save, saveLast });
  calls.current = { save, saveLast };

  const failed = (value: T, failure: Error) => {
    const now = work.current;
    // What was typed since then has it all in it.
    now.pending ??= { value };
    setError(failure);
    setStatus('unsaved');
    if (failure instanceof ApiError && failure.status === 409) return;
    clearTimeout(now.timer);
    now.timer = window.setTimeout(quietly, now.retryMs);
    now.retryMs = Math.min(now.retryMs * 2, RETRY_MOST_MS);
  };

  const runAll = async (isLeaving: boolean) => {
    const now = work.current;
    clearTimeout(now.timer);
    await whenUnlocked();
    while (now.pending) {
      const { value } = now.pending;
      const { drops } = now;
      now.sent = now.pending;
      now.pending = null;
      setStatus('saving');
      try {
        await calls.current.save(value, isLeaving);
        setError(null);
        now.retryMs = RETRY_FIRST_MS;
      } catch (failure) {
        if (drops !== now.drops) continue;
        failed(value, failure as Error);
        throw failure;
      } finally {
        now.sent = null;
      }
    }
    setStatus('clean');
  };

  const start = (isLeaving: boolean): Promise<void> => {
    const now = work.current;
    now.running ??= runAll(isLeaving).finally(() => (now.running = null));
    return now.running;
  };
  const flush = () => start(false);
  const quietly = () => flush().catch(() => {});

  const drop = () => {
    const now = work.current;
    clearTimeout(now.timer);
    now.pending = null;
    now.drops++;
    setError(null);
    setStatus('clean');
  };

  const change = (value: T) => {
    const now = work.current;
    if (!now.pending) now.since = Date.now();
    now.pending = { value };
    setStatus((before) => (before === 'saving' ? before : 'unsaved'));
    clearTimeout(now.timer);
    const wait = Math.min(AFTER_LAST_KEY_MS, Math.max(0, now.since + AT_LEAST_EVERY_MS - Date.now()));
    now.timer = window.setTimeout(quietly, wait);
  };

  useEffect(() => {
    const leaveQuietly = () => void start(true).catch(() => {});
    const hidden = () => document.visibilityState === 'hidden' && leaveQuietly();
    const last = () => {
      const { pending, sent } = work.current;
      const value = pending ?? sent;
      if (value) calls.current.saveLast(value.value, sent !== null);
    };
    const stop = onLeave(quietly);
    document.addEventListener('visibilitychange', hidden);
    addEventListener('pagehide', last);
    return () => {
      stop();
      document.removeEventListener('visibilitychange', hidden);
      removeEventListener('pagehide', last);
      void quietly();
    };
  }, []);

  const isClean = status === 'clean';
  useEffect(() => {
    if (isClean) return;
    unsaved.value++;
    return () => void unsaved.value--;
  }, [isClean]);

  const cannotSave = error !== null || waiting.value > 0 || isUnreachable.value || isLocked.value;
  const isTriedAgain = !isClean && cannotSave;
  // Nobody closes a window unasked whose words are nowhere else.
  useEffect(() => {
    if (!isTriedAgain) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isTriedAgain]);

  return {
    status,
    error,
    isTriedAgain,
    change,
    flush,
    drop,
    isDirty: () => work.current.pending !== null || work.current.running !== null,
  };
}
