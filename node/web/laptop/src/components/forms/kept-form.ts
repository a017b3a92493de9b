// The values of a form, kept in the laptop's database while it is half filled: a crash loses nothing.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, post } from '../../api/client';
import type { Instant, Json } from '../../api/types';
import type { Values } from '../../model/form-specs';
import { onLeave } from '../../router';

const KEEP_AFTER_MS = 800;

export interface KeptForm {
  values: Values;
  set: (field: string, value: Json) => void;
  /** When the half-filled form that is shown was begun; null: it is a fresh one. */
  continuedFrom: Instant | null;
  /** Back to the beginning. */
  startOver: () => void;
  /** It was saved: nothing has to be kept any more. */
  finish: () => void;
}

/** Both null: nothing is kept. */
interface Kept {
  fields: Values | null;
  saved_at: Instant | null;
}

export function useKeptForm(key: string, initial: Values): KeptForm {
  const [values, setValues] = useState<Values>(initial);
  const [continuedFrom, setContinued] = useState<Instant | null>(null);
  const unsaved = useRef<Values | null>(null);
  const isKept = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>();

  const keep = () => {
    clearTimeout(timer.current);
    if (!unsaved.current) return;
    const fields = unsaved.current;
    unsaved.current = null;
    isKept.current = true;
    post(`/api/forms/${key}`, { fields }).catch(() => (unsaved.current ??= fields));
  };

  useEffect(() => {
    get<Kept>(`/api/forms/${key}`).then(
      (kept) => {
        if (!kept.fields) return;
        isKept.current = true;
        setContinued(kept.saved_at);
        setValues((now) => ({ ...now, ...kept.fields, ...unsaved.current }));
      },
      () => {},
    );
    const stop = onLeave(keep);
    addEventListener('pagehide', keep);
    return () => {
      stop();
      removeEventListener('pagehide', keep);
      keep();
    };
  }, []);

  const drop = () => {
    clearTimeout(timer.current);
    unsaved.current = null;
    if (isKept.current) post(`/api/forms/${key}/discard`, {}).catch(() => {});
    isKept.current = false;
    setContinued(null);
  };

  return {
    values,
    set: (field, value) =>
      setValues((now) => {
        const next = { ...now, [field]: value };
        unsaved.current = next;
        clearTimeout(timer.current);
        timer.current = setTimeout(keep, KEEP_AFTER_MS);
        return next;
      }),
    continuedFrom,
    startOver: () => {
      drop();
      setValues(initial);
    },
    finish: drop,
  };
}
