// From what a form shows to the edits of one save.
import type { Dot, Edit, Json, RecordView, SchemaField, Uuid } from '../api/types';
import type { Values } from './form-specs';
import { fieldOf } from './record';

/** What was typed into a form, with what stood there when it was first touched. */
export interface Touched {
  [field: string]: { value: Json; was: Json; seen: Dot[] };
}

const same = (a: Json | undefined, b: Json | undefined): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

const isEmpty = (value: Json | undefined): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0);

/** Empty lines of lists and untouched parts are no values. */
export function tidy(value: Json): Json {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (Array.isArray(value)) return value.map(tidy).filter((item) => !isEmpty(item));
  return isEmpty(value) ? null : value;
}

export function createEdit(type: string, id: Uuid, values: Values): Edit {
  const fields: Values = {};
  for (const [field, value] of Object.entries(values)) {
    const kept = tidy(value);
    if (!isEmpty(kept)) fields[field] = kept;
  }
  return { do: 'create', type, id, fields };
}

/**
 * A new record; or, when the form has saved it already and somebody typed on meanwhile, what is different
 * since then.
 */
export function createOrMend(type: string, id: Uuid, saved: Values | null, now: Values): Edit[] {
  if (!saved) return [createEdit(type, id, now)];
  const fields = [...new Set([...Object.keys(saved), ...Object.keys(now)])];
  return fields
    .map((field) => ({ field, value: tidy(now[field] ?? null) }))
    .filter(({ field, value }) => !same(tidy(saved[field] ?? null), value))
    .map(({ field, value }) => ({ do: 'set', id, field, value, seen: [] }));
}

/**
 * What was changed in the form. An element of a set is added or removed by itself, so that those of other
 * people stay; other fields name what was seen, so that nothing unseen is replaced.
 */
export function changeEdits(
  id: Uuid,
  touched: Touched,
  setFields: (field: string) => SchemaField | undefined,
): Edit[] {
  const edits: Edit[] = [];
  for (const [field, { value: typed, was, seen }] of Object.entries(touched)) {
    const value = tidy(typed);
    if (same(tidy(was), value)) continue;
    if (setFields(field)) edits.push(...setEdits(id, field, listOf(was), listOf(value)));
    else edits.push({ do: 'set', id, field, value, seen });
  }
  return edits;
}

/** What has become another value since it was touched here: neither what stood there, nor what was typed. */
export function changedMeanwhile(touched: Touched, now: RecordView): string[] {
  return Object.entries(touched)
    .filter(([field, { value, was, seen }]) => {
      const today = tidy(fieldOf(now, field));
      return !same(seen, now.seen[field] ?? []) && !same(today, tidy(was)) && !same(today, tidy(value));
    })
    .map(([field]) => field);
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
}

function setEdits(id: Uuid, field: string, before: Json[], now: Json[]): Edit[] {
  const gone = before.filter((item) => !now.some((other) => same(item, other)));
  const fresh = now.filter((item) => !before.some((other) => same(item, other)));
  return [
    ...gone.map((value): Edit => ({ do: 'remove', id, field, value })),
    ...fresh.map((value): Edit => ({ do: 'add', id, field, value })),
  ];
}
