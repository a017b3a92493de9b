// What is filled in on the screen of a visit and not saved yet. The clock knows it too: who ends the visit
// saves it with the end.
import { save } from '../../api/client';
import type { Edit, Json, RecordView, VisitView } from '../../api/types';
import { numberOf, textOf } from '../../model/record';
import { isAmerican, KM_IN_MILE } from '../../model/units';
import { useKeptForm, type KeptForm } from '../forms/kept-form';

export interface VisitForms {
  facts: KeptForm;
  /** Who else was present, and what else was done: one line of text each. */
  present: KeptForm;
  task: KeptForm;
}

export function useVisitForms(visit: RecordView): VisitForms {
  const { id } = visit.record;
  return {
    facts: useKeptForm(`visit-${id}`, {}, visit),
    present: useKeptForm(`present-${id}`, { text: '' }),
    task: useKeptForm(`task-${id}`, { text: '' }),
  };
}

export const typedText = (form: KeptForm): string => String(form.values.text ?? '');

/** A line that was emptied again is no half-filled form. */
export const typeText = (form: KeptForm, text: string): void =>
  text ? form.set('text', text) : form.finish();

export const isChanged = (form: KeptForm): boolean => Object.keys(form.touched).length > 0;

const numeric = ['units', 'mileage_km', 'travel_minutes'];

function shownNumber(visit: RecordView, field: string): string {
  const found = numberOf(visit, field);
  if (found === null) return '';
  return String(field === 'mileage_km' && isAmerican() ? Math.round((found / KM_IN_MILE) * 10) / 10 : found);
}

const numberIn = (typed: string): number => Number(typed.trim().replace(',', '.'));

function toNumber(field: string, typed: string): Json {
  if (!typed.trim()) return null;
  const found = numberIn(typed);
  if (field === 'travel_minutes') return Math.round(found);
  return field === 'mileage_km' && isAmerican() ? Math.round(found * KM_IN_MILE * 1000) / 1000 : found;
}

/** What the form shows: what was typed there, else what the record says. */
export function factText(visit: RecordView, facts: KeptForm, field: string): string {
  const mine = facts.touched[field]?.value;
  if (typeof mine === 'string') return mine;
  return numeric.includes(field) ? shownNumber(visit, field) : textOf(visit, field);
}

export const isNoNumber = (facts: KeptForm, field: string): boolean =>
  numeric.includes(field) && !Number.isFinite(numberIn(String(facts.touched[field]?.value ?? '')));

export const hasNoNumber = (facts: KeptForm): boolean => numeric.some((field) => isNoNumber(facts, field));

export function factEdits(visit: RecordView, facts: KeptForm): Edit[] {
  return Object.entries(facts.touched).map(([field, { value, seen }]) => ({
    do: 'set',
    id: visit.record.id,
    field,
    seen,
    value: numeric.includes(field)
      ? toNumber(field, String(value))
      : typeof value === 'string'
        ? value.trim() || null
        : value,
  }));
}

export function addTyped(visit: RecordView, form: KeptForm, field: 'present' | 'tasks_done'): Edit[] {
  const value = typedText(form).trim();
  return value ? [{ do: 'add', id: visit.record.id, field, value }] : [];
}

/** One save: `edits`, and what is filled in; a number that is none stays in its form. */
export async function saveFilledIn(visit: VisitView, forms: VisitForms, edits: Edit[]): Promise<void> {
  const { facts, present, task } = forms;
  const lines = [present, task].filter((form) => typedText(form).trim());
  const sent = lines.map(typedText);
  const withFacts = isChanged(facts) && !hasNoNumber(facts);
  const all = [
    ...edits,
    ...(withFacts ? factEdits(visit, facts) : []),
    ...addTyped(visit, present, 'present'),
    ...addTyped(visit, task, 'tasks_done'),
  ];
  const saves = [{ client_id: visit.client.id, edits: all }];
  if (withFacts) await facts.submit(saves);
  else await save(saves);
  lines.forEach((form, i) => form.latest('text') === sent[i] && form.finish());
}
