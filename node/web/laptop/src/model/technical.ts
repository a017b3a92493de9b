// What programs need and nobody reads: it is stored, exported and compared, and not shown.
import type { RecordView } from '../api/types';
import { textOf } from './record';

const technical = new Set([
  'utc_offset_minutes',
  'time_zone',
  'code_system',
  'device_at',
  'value_code_system',
  // Of a note: its kind once more.
  'template',
]);

export const isTechnicalPart = (name: string): boolean => technical.has(name);

export function isTechnical(view: RecordView, field: string): boolean {
  if (technical.has(field)) return true;
  // Of a measurement the unit stands with its value, and the name says what the code means.
  return (
    view.record.type === 'observation' &&
    (field === 'unit' || (field === 'code' && textOf(view, 'display') !== ''))
  );
}
