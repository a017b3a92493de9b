// Reading fields of a record. A field in conflict shows its first value; the conflict itself stands beside it.
import type { Json, RecordView } from '../api/types';

export function value(view: RecordView, field: string): Json | undefined {
  const found = view.record[field];
  if (view.conflicts.includes(field) && found && typeof found === 'object' && 'siblings' in found) {
    return (found.siblings as { value: Json }[])[0]?.value;
  }
  return found;
}

export function text(view: RecordView, field: string): string {
  const found = value(view, field);
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : '';
}

export function number(view: RecordView, field: string): number | null {
  const found = value(view, field);
  return typeof found === 'number' ? found : null;
}

export function list<T = string>(view: RecordView, field: string): T[] {
  const found = value(view, field);
  return Array.isArray(found) ? (found as T[]) : [];
}

export const idOf = (view: RecordView): string => view.record.id;
export const ofType = (records: RecordView[], type: string): RecordView[] =>
  records.filter((view) => view.record.type === type && !view.is_void);
