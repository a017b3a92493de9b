// Temperature and weight are stored in °C and kg; people read and type them as they are used to.
import { signal } from '@preact/signals';
import { locale } from '../i18n';

export type ShownUnit = '°C' | '°F' | 'kg' | 'lb';
export type Switchable = 'temperature' | 'weight';

export const unitsOf: Record<Switchable, [ShownUnit, ShownUnit]> = {
  temperature: ['°C', '°F'],
  weight: ['kg', 'lb'],
};

export const KM_IN_MILE = 1.609344;

/** People drive miles, weigh in pounds and measure fever in °F in the United States. */
export const isAmerican = (): boolean => locale().endsWith('-US');

/** What was chosen with the switch, as long as the program is open in this window. */
const chosen = signal<Partial<Record<Switchable, ShownUnit>>>({});

export const shownUnitOf = (kind: Switchable): ShownUnit =>
  chosen.value[kind] ?? unitsOf[kind][isAmerican() ? 1 : 0];

export function chooseUnit(kind: Switchable, unit: ShownUnit): void {
  chosen.value = { ...chosen.value, [kind]: unit };
}

const KG_IN_POUND = 0.45359237;

const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;

/** From the unit that is stored (°C, kg). */
export function fromStored(value: number, unit: ShownUnit): number {
  if (unit === '°F') return rounded((value * 9) / 5 + 32, 1);
  return unit === 'lb' ? rounded(value / KG_IN_POUND, 1) : value;
}

export function toStored(value: number, unit: ShownUnit): number {
  // Two digits: what was typed comes back the same.
  if (unit === '°F') return rounded(((value - 32) * 5) / 9, 2);
  return unit === 'lb' ? rounded(value * KG_IN_POUND, 2) : value;
}

const ucum: { readonly [unit: string]: { kind: Switchable; unit: ShownUnit } } = {
  Cel: { kind: 'temperature', unit: '°C' },
  '[degF]': { kind: 'temperature', unit: '°F' },
  kg: { kind: 'weight', unit: 'kg' },
  '[lb_av]': { kind: 'weight', unit: 'lb' },
};

/** A measured value as this person reads it; null: its unit is the same for all. */
export function asShown(value: number, unit: string): { value: number; unit: ShownUnit } | null {
  const known = ucum[unit];
  if (!known) return null;
  const wanted = shownUnitOf(known.kind);
  return wanted === known.unit
    ? { value, unit: wanted }
    : { value: fromStored(toStored(value, known.unit), wanted), unit: wanted };
}
