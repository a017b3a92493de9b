// Vital signs over time: which series there are, their points, and the usual range.
import type { RecordView } from '../api/types';
import { fieldOf, numberOf, objectsOf, stringIn, textOf } from './record';
import { asShown, fromStored, shownUnitOf } from './units';

export interface VitalLine {
  code: string;
  /** Key in the message catalogue: vitals.NAME. */
  name: VitalName;
  low: number | null;
  high: number | null;
}

export interface VitalKind {
  name: VitalName;
  unit: string;
  digits: number;
  lines: VitalLine[];
}

export type VitalName =
  | 'bloodPressure'
  | 'systolic'
  | 'diastolic'
  | 'heartRate'
  | 'respiratoryRate'
  | 'temperature'
  | 'saturation'
  | 'weight'
  | 'pain'
  | 'glucose';

function single(
  name: VitalName,
  code: string,
  unit: string,
  digits: number,
  low: number | null,
  high: number | null,
) {
  return { name, unit, digits, lines: [{ code, name, low, high }] };
}

// The range is what is usual for an adult at rest; it is drawn as a quiet band and judges nobody.
export const vitalKinds: readonly VitalKind[] = [
  {
    name: 'bloodPressure',
    unit: 'mmHg',
    digits: 0,
    lines: [
      { code: '8480-6', name: 'systolic', low: 90, high: 140 },
      { code: '8462-4', name: 'diastolic', low: 60, high: 90 },
    ],
  },
  single('heartRate', '8867-4', '/min', 0, 50, 100),
  single('respiratoryRate', '9279-1', '/min', 0, 12, 20),
  single('temperature', '8310-5', '°C', 1, 36, 37.9),
  single('saturation', '2708-6', '%', 0, 94, 100),
  single('weight', '29463-7', 'kg', 1, null, null),
  single('pain', '72514-3', '/10', 0, 0, 3),
  single('glucose', '2339-0', 'mg/dL', 0, 70, 180),
];

// Older exports use other codes for the same measurement.
const sameAs: { [code: string]: string } = { '59408-5': '2708-6', '8331-1': '8310-5', '2345-7': '2339-0' };

export interface VitalReading {
  at: string;
  record: RecordView;
  /** One value for each line of the kind; null where it was not measured. */
  values: (number | null)[];
}

export interface VitalSeries {
  kind: VitalKind;
  /** Oldest first. */
  readings: VitalReading[];
}

export function vitalSeries(records: readonly RecordView[]): VitalSeries[] {
  const observed = records.filter((view) => view.record.type === 'observation' && !view.is_void);
  return vitalKinds
    .map(inShownUnit)
    .map((kind) => ({ kind, readings: readingsOf(kind, observed) }))
    .filter((series) => series.readings.length > 0);
}

/** The same kind in the unit that the person reads. */
function inShownUnit(kind: VitalKind): VitalKind {
  if (kind.name !== 'temperature' && kind.name !== 'weight') return kind;
  const unit = shownUnitOf(kind.name);
  const shown = (limit: number | null) => (limit === null ? null : fromStored(limit, unit));
  return {
    ...kind,
    unit,
    lines: kind.lines.map((line) => ({ ...line, low: shown(line.low), high: shown(line.high) })),
  };
}

/** Both blood pressures may stand in one record or, taken at one time, in two. */
function readingsOf(kind: VitalKind, observed: RecordView[]): VitalReading[] {
  const readings = new Map<string, VitalReading>();
  for (const record of observed) {
    const values = kind.lines.map((line) => valueOfCode(record, line.code));
    const at = textOf(record, 'effective_at');
    if (at === '' || values.every((value) => value === null)) continue;
    const key = kind.lines.length > 1 ? at : record.record.id;
    const known = readings.get(key);
    if (known) known.values = known.values.map((value, i) => value ?? values[i]!);
    else readings.set(key, { at, record, values });
  }
  return [...readings.values()].sort((a, b) => a.at.localeCompare(b.at));
}

export function valueOfCode(record: RecordView, code: string): number | null {
  if (isSameCode(textOf(record, 'code'), code)) {
    const value = numberOf(record, 'value_number');
    return value === null ? null : (asShown(value, textOf(record, 'unit'))?.value ?? value);
  }
  for (const part of objectsOf(record, 'components')) {
    if (isSameCode(stringIn(part, 'code'), code) && typeof part.value === 'number') return part.value;
  }
  return null;
}

function isSameCode(found: string, wanted: string): boolean {
  return (sameAs[found] ?? found) === wanted;
}

export function isVitalSign(record: RecordView): boolean {
  return record.record.type === 'observation' && fieldOf(record, 'category') === 'vital_signs';
}

export function isOutsideRange(line: VitalLine, value: number | null): 'low' | 'high' | null {
  if (value === null) return null;
  if (line.low !== null && value < line.low) return 'low';
  return line.high !== null && value > line.high ? 'high' : null;
}
