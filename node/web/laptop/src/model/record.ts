// Reading the fields of a record. A field in conflict holds its siblings: until somebody decides, the last
// one in the office's order is shown, and of lists everything that anybody wrote.
import type { Json, RecordFields, RecordView } from '../api/types';

export type JsonObject = { [key: string]: Json };
type Fields = RecordView | RecordFields;

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of a field in conflict all of its values, else the one. */
function valuesIn(value: Json | undefined): Json[] {
  if (value === undefined) return [];
  if (!isObject(value) || !Array.isArray(value.siblings)) return [value];
  return value.siblings.map((sibling) => (isObject(sibling) ? (sibling.value ?? null) : null));
}

export function shown(value: Json | undefined): Json {
  const values = valuesIn(value);
  if (values.length === 1) return values[0]!;
  return values.some(Array.isArray) ? united(values) : (values.at(-1) ?? null);
}

function united(lists: Json[]): Json[] {
  const items = new Map(lists.flat().map((item) => [JSON.stringify(item), item]));
  return [...items.values()] as Json[];
}

function isRecordView(from: Fields): from is RecordView {
  return typeof (from as RecordView).record === 'object' && 'seen' in from;
}

const fieldsOf = (from: Fields): RecordFields => (isRecordView(from) ? from.record : from);

export const valuesOf = (from: Fields, name: string): Json[] => valuesIn(fieldsOf(from)[name]);

const RUNNING = 'in_progress';

export function fieldOf(from: Fields, name: string): Json {
  const fields = fieldsOf(from);
  // A nurse who is in the house stays there until somebody has decided.
  const mayRun = fields.type === 'visit' && name === 'status';
  if (mayRun && valuesIn(fields.status).includes(RUNNING)) return RUNNING;
  return shown(fields[name]);
}

export function textOf(from: Fields, name: string): string {
  const value = fieldOf(from, name);
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

export function numberOf(from: Fields, name: string): number | null {
  const value = fieldOf(from, name);
  return typeof value === 'number' ? value : null;
}

export function isTrue(from: Fields, name: string): boolean {
  return fieldOf(from, name) === true;
}

export function listOf(from: Fields, name: string): Json[] {
  const value = fieldOf(from, name);
  if (Array.isArray(value)) return value;
  return value === null || value === '' ? [] : [value];
}

export function textsOf(from: Fields, name: string): string[] {
  return listOf(from, name).filter((item): item is string => typeof item === 'string');
}

export function objectsOf<T = JsonObject>(from: Fields, name: string): T[] {
  return listOf(from, name).filter(isObject) as T[];
}

export function stringIn(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export const idOf = (view: RecordView): string => view.record.id;

export const ofType = (records: readonly RecordView[], type: string): RecordView[] =>
  records.filter((view) => view.record.type === type && !view.is_void);
