// The values of a form, kept in the laptop's database while it is half filled: a crash loses nothing. Only
// what somebody touched is kept, with what stood there before: on reopening, the rest shows what is true by
// then, and a newer value of somebody else is never replaced unseen.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, newId, post, save } from '../../api/client';
import type { Dot, Instant, Json, RecordView, Save } from '../../api/types';
import { useAutosave } from '../../model/autosave';
import type { Touched } from '../../model/edits';
import type { Values } from '../../model/form-specs';
import { claimSlot, type Slot } from './form-slots';

export interface KeptForm {
  values: Values;
  touched: Touched;
  set: (field: string, value: Json) => void;
  /** What is typed there at this moment, whenever the form was drawn. */
  latest: (field: string) => Json;
  /** When the half-filled form that is shown was begun; null: it is a fresh one. */
  continuedFrom: Instant | null;
  /** What was typed is not in the laptop's database yet, and is tried again. */
  isTriedAgain: boolean;
  /** Something was typed while the save was under way, and is not in it. */
  isRest: boolean;
  /** Something that this form makes once (the number of a new record), and keeps: saved twice, it is one. */
  once: (name: string, make: () => string) => string;
  /** What the form has saved of a new record already, as far as it is known; null: it has not. */
  saved: Values | null;
  /** Saves; afterwards the form is empty again, or has what was typed meanwhile: true when there is such. */
  submit: (saves: Save[], saved?: Values) => Promise<boolean>;
  /** Back to the beginning. */
  startOver: () => void;
  /** Nothing has to be kept any more. */
  finish: () => void;
}

/** What is kept, as one JSON object. */
interface Content {
  touched: Touched;
  once: { [name: string]: string };
  saved: Values | null;
  /** What the form of a new record began with: the time of a call stays the time of the call. */
  begun: Values | null;
}

/** Both null: nothing is kept. */
export interface Kept {
  fields: Partial<Content> | null;
  saved_at: Instant | null;
}

const nothing: Content = { touched: {}, once: {}, saved: null, begun: null };
const same = (a: Json, b: Json) => JSON.stringify(a) === JSON.stringify(b);

/** What differs from what was submitted; it began from that. */
function restOf(now: Touched, submitted: Touched): Touched {
  const left = Object.entries(now).filter(
    ([field, { value }]) => !submitted[field] || !same(submitted[field].value, value),
  );
  return Object.fromEntries(
    left.map(([field, one]) => [field, { ...one, was: submitted[field]?.value ?? one.was }]),
  );
}

const valuesOf = (touched: Touched): Values =>
  Object.fromEntries(Object.entries(touched).map(([field, { value }]) => [field, value]));

/** `view`: the record that is edited, as it was when the form was opened. */
export function useKeptForm(key: string, initial: Values, view?: RecordView): KeptForm {
  const [, redraw] = useState(0);
  const [continuedFrom, setContinued] = useState<Instant | null>(null);
  const [isRest, setRest] = useState(false);
  const slot = useRef<Slot | null>(null);
  const form = useRef({ content: nothing, base: initial, isKept: false }).current;

  const change = (part: Partial<Content>) => {
    form.content = { ...form.content, ...part };
    redraw((n) => n + 1);
  };
  const send = (key: string, fields: Content | null, keepalive: boolean) =>
    fields
      ? post(`/api/forms/${key}`, { fields }, { keepalive })
      : post(`/api/forms/${key}/discard`, {}, { keepalive });
  // One after the other, so that what is dropped does not come back and what is typed then is not dropped.
  const autosave = useAutosave<Content | null>(
    async (fields, keepalive) => {
      if (!fields && !form.isKept) return;
      form.isKept = fields !== null;
      await send(await slot.current!.key, fields, keepalive);
    },
    (fields) => {
      const known = slot.current?.known();
      if (known) send(known, fields, true).catch(() => {});
    },
  );

  useEffect(() => {
    slot.current = claimSlot(key);
    slot.current.content.then(
      (kept) => {
        const { touched, once, saved, begun } = { ...nothing, ...kept?.fields };
        if (!kept) return;
        form.isKept = true;
        setContinued(kept.saved_at);
        if (once?.id && !saved) void knowSaved(once.id);
        // What was typed before this came is newer.
        const mine = form.content;
        if (begun) form.base = begun;
        change({
          touched: { ...touched, ...mine.touched },
          once: { ...once, ...mine.once },
          saved: mine.saved ?? saved,
          begun,
        });

        if (Object.keys(mine.touched).length > 0) autosave.change(form.content);
      },
      () => {},
    );
    const claimed = slot.current;
    const knowSaved = (id: string) =>
      get<RecordView>(`/api/records/${id}`).then(
        () => form.content.saved ?? change({ saved: {} }),
        () => {},
      );
    return () => void autosave.flush().then(claimed.release, claimed.release);
  }, []);

  const empty = () => {
    setContinued(null);
    setRest(false);
    change(nothing);
    autosave.change(null);
    autosave.flush().catch(() => {});
  };

  const submit = async (saves: Save[], saved?: Values): Promise<boolean> => {
    const submitted = form.content.touched;
    // Kept before it is sent, with the numbers that it makes: an answer that gets lost saves nothing twice.
    autosave.change(form.content);
    await autosave.flush().catch(() => {});
    await save(saves, await slot.current!.key);
    const rest = restOf(form.content.touched, submitted);
    const isLeft = Object.keys(rest).length > 0;
    if (!isLeft) {
      empty();
      return false;
    }
    setContinued(null);
    setRest(true);
    // A new record goes on as that record; of jots and the like, the rest is another one.
    if (view || saved) form.base = { ...form.base, ...valuesOf(submitted) };
    change({ touched: rest, saved: saved ?? null, once: saved ? form.content.once : {} });
    autosave.change(form.content);
    return true;
  };

  return {
    values: { ...form.base, ...valuesOf(form.content.touched) },
    touched: form.content.touched,
    latest: (field) => form.content.touched[field]?.value ?? null,
    set: (field, value) => {
      const before = form.content.touched[field];
      const seen: Dot[] | undefined = before ? before.seen : view?.seen[field];
      const was = before ? before.was : (form.base[field] ?? null);
      const touched = { ...form.content.touched, [field]: { value, was, seen: seen ?? [] } };
      change({ touched, begun: view ? null : form.base });
      autosave.change(form.content);
    },
    continuedFrom,
    isTriedAgain: autosave.isTriedAgain,
    isRest,
    once: (name, make) => {
      form.content.once[name] ?? change({ once: { ...form.content.once, [name]: make() } });
      return form.content.once[name]!;
    },
    saved: form.content.saved,
    submit,
    startOver: () => {
      form.base = initial;
      empty();
    },
    finish: empty,
  };
}

export const newRecordId = (form: KeptForm): string => form.once('id', newId);
