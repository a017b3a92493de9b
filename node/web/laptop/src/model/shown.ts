// What a field shows. A field in conflict holds its siblings; the last one in the office's order is shown until
// somebody decides.
import type { Json, RecordFields, RecordView } from '../api/types';

export type JsonObject = { [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function shown(value: Json | undefined): Json {
  if (value === undefined) return null;
  if (!isObject(value) || !Array.isArray(value.siblings)) return value;
  const siblings = value.siblings;
  const last = siblings[siblings.length - 1];
  return isObject(last) && 'value' in last ? (last.value ?? null) : null;
}

function fieldsOf(from: RecordView | RecordFields): RecordFields {
  return 'record' in from && isRecordView(from) ? from.record : (from as RecordFields);
}

function isRecordView(from: RecordView | RecordFields): from is RecordView {
  return typeof (from as RecordView).record === 'object' && 'seen' in from;
}

export function fieldOf(from: RecordView | RecordFields, name: string): Json {
  return shown(fieldsOf(from)[name]);
}

export function textOf(from: RecordView | RecordFields, name: string): string {
  const value = fieldOf(from, name);
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

export function numberOf(from: RecordView | RecordFields, name: string): number | null {
  const value = fieldOf(from, name);
  return typeof value === 'number' ? value : null;
}

export function isTrue(from: RecordView | RecordFields, name: string): boolean {
  return fieldOf(from, name) === true;
}

export function listOf(from: RecordView | RecordFields, name: string): Json[] {
  const value = fieldOf(from, name);
  if (Array.isArray(value)) return value;
  return value === null || value === '' ? [] : [value];
}

export function textsOf(from: RecordView | RecordFields, name: string): string[] {
  return listOf(from, name).filter((item): item is string => typeof item === 'string');
}

export function objectsOf(from: RecordView | RecordFields, name: string): JsonObject[] {
  return listOf(from, name).filter(isObject);
}

export function stringIn(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
