// Vital signs: their codes, units, and the limits beyond which the form minds (it never refuses).
import type { Json, RecordView } from '../api/types';
import { idOf, numberOf, objectsOf, textOf } from './record';
import { asShown, shownUnitOf, toStored, type ShownUnit, type Switchable } from './units';
import { utcOffset } from './visit-times';

export type VitalKey =
  | 'blood_pressure'
  | 'heart_rate'
  | 'respiratory_rate'
  | 'temperature'
  | 'oxygen'
  | 'weight'
  | 'pain'
  | 'glucose';

export interface Vital {
  key: VitalKey;
  code: string;
  display: string;
  /** UCUM, as it is stored. */
  unit: string;
  /** As people write it. */
  shownUnit: string;
  plausible: [number, number];
  /** Outside of it nobody lives: it is saved only after a second look. */
  possible: [number, number];
  digits: number;
}

export const BLOOD_PRESSURE = '85354-9';
export const SYSTOLIC = '8480-6';
export const DIASTOLIC = '8462-4';

export const vitals: Vital[] = [
  {
    key: 'blood_pressure',
    code: BLOOD_PRESSURE,
    display: 'Blood pressure',
    unit: 'mm[Hg]',
    shownUnit: 'mmHg',
    plausible: [50, 260],
    possible: [40, 300],
    digits: 0,
  },
  {
    key: 'heart_rate',
    code: '8867-4',
    display: 'Heart rate',
    unit: '/min',
    shownUnit: '/min',
    plausible: [30, 220],
    possible: [10, 300],
    digits: 0,
  },
  {
    key: 'respiratory_rate',
    code: '9279-1',
    display: 'Respiratory rate',
    unit: '/min',
    shownUnit: '/min',
    plausible: [6, 60],
    possible: [2, 90],
    digits: 0,
  },
  {
    key: 'temperature',
    code: '8310-5',
    display: 'Body temperature',
    unit: 'Cel',
    shownUnit: '°C',
    plausible: [33, 42],
    possible: [25, 45],
    digits: 1,
  },
  {
    key: 'oxygen',
    code: '2708-6',
    display: 'Oxygen saturation',
    unit: '%',
    shownUnit: '%',
    plausible: [70, 100],
    possible: [0, 100],
    digits: 0,
  },
  {
    key: 'weight',
    code: '29463-7',
    display: 'Body weight',
    unit: 'kg',
    shownUnit: 'kg',
    plausible: [20, 300],
    possible: [1, 450],
    digits: 1,
  },
  {
    key: 'pain',
    code: '72514-3',
    display: 'Pain score',
    unit: '{score}',
    shownUnit: '',
    plausible: [0, 10],
    possible: [0, 10],
    digits: 0,
  },
  {
    key: 'glucose',
    code: '2339-0',
    display: 'Blood glucose',
    unit: 'mg/dL',
    shownUnit: 'mg/dL',
    plausible: [40, 500],
    possible: [10, 1500],
    digits: 0,
  },
];

export const vitalOf = (observation: RecordView): Vital | undefined =>
  vitals.find((vital) => vital.code === textOf(observation, 'code'));

interface Component {
  code: string;
  value: number;
}

export function component(observation: RecordView, code: string): number | null {
  return objectsOf<Component>(observation, 'components').find((part) => part.code === code)?.value ?? null;
}

/** "128/82", "98.6", or the words that stand instead of a number; in the unit that the person reads. */
export function shownValue(observation: RecordView): string {
  const systolic = component(observation, SYSTOLIC);
  if (systolic !== null) return `${systolic}/${component(observation, DIASTOLIC) ?? '–'}`;
  const found = numberOf(observation, 'value_number');
  if (found === null) return textOf(observation, 'value_text');
  return String(asShown(found, textOf(observation, 'unit'))?.value ?? found);
}

/** The unit that belongs to `shownValue`. */
export function shownUnit(observation: RecordView): string {
  const unit = textOf(observation, 'unit');
  const found = numberOf(observation, 'value_number');
  const shown = found === null ? null : asShown(found, unit);
  return shown?.unit ?? vitalOf(observation)?.shownUnit ?? unit;
}

export function isSwitchable(key: string): key is Switchable {
  return key === 'temperature' || key === 'weight';
}

/** The unit in which a box is filled in now. */
export const typedUnit = (vital: Vital): string =>
  isSwitchable(vital.key) ? shownUnitOf(vital.key) : vital.shownUnit;

export function isPossible([low, high]: [number, number], found: number): boolean {
  return found >= low && found <= high;
}

/** The lower pressure as high as the upper one: mostly the two were swapped. */
export const isUpsideDown = (vital: Vital, [systolic, diastolic]: (number | null)[]): boolean =>
  vital.code === BLOOD_PRESSURE && systolic != null && diastolic != null && diastolic >= systolic;

const suffixes: { readonly [suffix: string]: ShownUnit } = {
  f: '°F',
  c: '°C',
  lb: 'lb',
  lbs: 'lb',
  kg: 'kg',
};

/**
 * What was typed in `unit`, in the unit that is stored: 98.6F and 150lb are always taken as what they say.
 * null: nothing; NaN: no number.
 */
export function typedValue(typed: string | undefined, unit = ''): number | null {
  const words = typed?.trim().replace(',', '.').toLowerCase() ?? '';
  if (!words) return null;
  const [, number, suffix] = /^(-?[\d.]+)\s*°?(f|c|lbs?|kg)?$/.exec(words) ?? [];
  if (number === undefined) return Number.NaN;
  return toStored(Number(number), (suffix ? suffixes[suffix]! : unit) as ShownUnit);
}

export interface VitalInput {
  vital: Vital;
  values: number[];
}

/** The fields of the observation that is saved. */
export function observationFields(
  input: VitalInput,
  visitId: string | null,
  me: string | null,
): { [field: string]: Json } {
  const { vital, values } = input;
  const fields: { [field: string]: Json } = {
    code: vital.code,
    code_system: 'http://loinc.org',
    display: vital.display,
    category: 'vital_signs',
    status: 'final',
    source: 'measured',
    effective_at: new Date().toISOString(),
    utc_offset_minutes: utcOffset(),
  };
  if (visitId) fields.visit_id = visitId;
  if (me) fields.worker_id = me;
  if (vital.code !== BLOOD_PRESSURE) return { ...fields, value_number: values[0]!, unit: vital.unit };
  return {
    ...fields,
    components: [
      { code: SYSTOLIC, display: 'Systolic blood pressure', value: values[0]!, unit: vital.unit },
      { code: DIASTOLIC, display: 'Diastolic blood pressure', value: values[1]!, unit: vital.unit },
    ],
  };
}

/** Those of one visit, in the order of the form. */
export function vitalsOfVisit(records: RecordView[], visitId: string): RecordView[] {
  const order = (view: RecordView) => vitals.findIndex((vital) => vital.code === textOf(view, 'code'));
  return records
    .filter(
      (view) => view.record.type === 'observation' && !view.is_void && textOf(view, 'visit_id') === visitId,
    )
    .sort((a, b) => order(a) - order(b) || idOf(a).localeCompare(idOf(b)));
}
