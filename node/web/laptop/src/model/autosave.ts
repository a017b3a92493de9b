// Saves what is typed: soon after the last key, at least every two seconds while typing, and before the page
// goes away. One save runs at a time; what was typed meanwhile follows.
import { useEffect, useRef, useState } from 'preact/hooks';
import { onLeave } from '../router';

const AFTER_LAST_KEY_MS = 800;
const AT_LEAST_EVERY_MS = 2000;

export interface Autosave<T> {
  status: 'clean' | 'unsaved' | 'saving';
  error: Error | null;
  change: (value: T) => void;
  /** Resolves when everything that was typed is saved. */
  flush: () => Promise<void>;
  isDirty: () => boolean;
}

export function useAutosave<T>(save: (value: T) => Promise<void>): Autosave<T> {
  const [status, setStatus] = useState<Autosave<T>['status']>('clean');
  const [error, setError] = useState<Error | null>(null);
  const work = useRef({
    pending: null as { value: T } | null,
    since: 0,
    timer: 0,
    running: null as Promise<void> | null,
  });
  const saving = useRef(save);
  saving.current = save;

  const runAll = async () => {
    const now = work.current;
    clearTimeout(now.timer);
    while (now.pending) {
      const { value } = now.pending;
      now.pending = null;
      setStatus('saving');
      try {
        await saving.current(value);
        setError(null);
      } catch (failure) {
        // Kept: the next key, or the person, tries again.
        now.pending ??= { value };
        setError(failure as Error);
        setStatus('unsaved');
        throw failure;
      }
    }
    setStatus('clean');
  };

  const flush = (): Promise<void> => {
    const now = work.current;
    now.running ??= runAll().finally(() => (now.running = null));
    return now.running;
  };

  const quietly = () => void flush().catch(() => {});

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
    const hidden = () => document.visibilityState === 'hidden' && quietly();
    const stop = onLeave(quietly);
    document.addEventListener('visibilitychange', hidden);
    addEventListener('pagehide', quietly);
    return () => {
      stop();
      document.removeEventListener('visibilitychange', hidden);
      removeEventListener('pagehide', quietly);
      quietly();
    };
  }, []);

  return {
    status,
    error,
    change,
    flush,
    isDirty: () => work.current.pending !== null || work.current.running !== null,
  };
}
