// From what a form shows to the edits of one save.
import type { Edit, Json, RecordView, SchemaField, Uuid } from '../api/types';
import type { Values } from './form-specs';

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
 * What changed since the form was opened. An element of a set is added or removed by itself, so that those of
 * other people stay; other fields name what was seen, so that nothing unseen is replaced.
 */
export function changeEdits(
  view: RecordView,
  before: Values,
  now: Values,
  setFields: (field: string) => SchemaField | undefined,
): Edit[] {
  const id = view.record.id;
  const edits: Edit[] = [];
  for (const field of Object.keys(now)) {
    const value = tidy(now[field]!);
    if (same(tidy(before[field] ?? null), value)) continue;
    if (setFields(field)) edits.push(...setEdits(id, field, listOf(before[field]), listOf(value)));
    else edits.push({ do: 'set', id, field, value, seen: view.seen[field] ?? [] });
  }
  return edits;
}

/** Whether somebody else changed one of the fields since the form was opened. */
export function isChangedByOthers(
  opened: RecordView,
  now: RecordView,
  fields: readonly string[],
  me: string,
): boolean {
  return (
    now.changed_by !== me && fields.some((field) => !same(opened.seen[field] ?? [], now.seen[field] ?? []))
  );
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
