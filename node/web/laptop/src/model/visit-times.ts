// When a visit took place: clock events are facts, a correction stands beside them.
import type { Edit, Json, RecordView } from '../api/types';
import { t } from '../i18n';
import { fieldOf, idOf, isObject, objectsOf, textOf, valuesOf } from './record';

export interface ClockEvent {
  event: 'in' | 'out';
  at: string;
  source: string;
  device_at?: string;
  utc_offset_minutes?: number;
  user?: string;
  lat?: number;
  lon?: number;
  accuracy_m?: number;
}

export interface AdjustedTimes {
  start: string;
  /** Missing: the visit still runs, and only its start was corrected. */
  end?: string;
  reason: string;
  memo: string;
  user: string;
  time: string;
}

export interface Place {
  lat: number;
  lon: number;
  accuracy_m: number;
}

export interface VisitTimes {
  start: string | null;
  end: string | null;
  isAdjusted: boolean;
}

export function clockEvents(visit: RecordView): ClockEvent[] {
  return [...objectsOf<ClockEvent>(visit, 'clock_events')].sort((a, b) => a.at.localeCompare(b.at));
}

export function adjustedTimes(visit: RecordView): AdjustedTimes | null {
  return (fieldOf(visit, 'adjusted_times') as unknown as AdjustedTimes | undefined) ?? null;
}

/** While two corrections wait for a choice, neither of them is the true one. */
export const correctionsOf = (visit: RecordView): AdjustedTimes[] =>
  valuesOf(visit, 'adjusted_times').filter(isObject) as unknown as AdjustedTimes[];

const SETTLED_BY_CHOICE = ['status', 'adjusted_times', 'clock_events', 'planned_start'];

/** Whether and when it takes place waits for a choice between two values. */
export const isDisputed = (visit: RecordView): boolean =>
  SETTLED_BY_CHOICE.some((field) => visit.conflicts.includes(field));

export function adjustReasonWords(reason: string): string {
  return (t().visit.adjustReasons as Record<string, string>)[reason] ?? reason;
}

export function actualTimes(visit: RecordView): VisitTimes {
  const adjusted = adjustedTimes(visit);
  const events = clockEvents(visit);
  const out = events.findLast((e) => e.event === 'out')?.at ?? null;
  if (adjusted) return { start: adjusted.start, end: adjusted.end || out, isAdjusted: true };
  return {
    start: events.find((e) => e.event === 'in')?.at ?? null,
    end: out,
    isAdjusted: false,
  };
}

/** When it happened, else when it is planned. */
export function startOf(visit: RecordView): string {
  return actualTimes(visit).start ?? textOf(visit, 'planned_start');
}

export function minutesBetween(start: string | null, end: string | null): number | null {
  if (!start || !end) return null;
  const minutes = Math.round((Date.parse(end) - Date.parse(start)) / 60_000);
  return Number.isFinite(minutes) ? minutes : null;
}

export const utcOffset = (at = new Date()): number => -at.getTimezoneOffset();

export function clockEvent(event: 'in' | 'out', user: string, place: Place | null): Json {
  const at = new Date().toISOString();
  return {
    event,
    at,
    source: 'manual',
    device_at: at,
    utc_offset_minutes: utcOffset(),
    user,
    ...(place ?? {}),
  };
}

/** `me`: who starts a visit that nobody had takes it. */
export function startEdits(
  visit: RecordView,
  user: string,
  me: string | null,
  place: Place | null = null,
): Edit[] {
  const id = idOf(visit);
  const edits: Edit[] = [
    { do: 'set', id, field: 'status', value: 'in_progress', seen: visit.seen.status ?? [] },
    { do: 'add', id, field: 'clock_events', value: clockEvent('in', user, place) },
  ];
  if (visit.record.utc_offset_minutes === undefined) {
    edits.push({ do: 'set', id, field: 'utc_offset_minutes', value: utcOffset(), seen: [] });
  }
  if (me && !textOf(visit, 'worker_id'))
    edits.push({ do: 'set', id, field: 'worker_id', value: me, seen: [] });
  return edits;
}

export type EndStatus = 'completed' | 'attempted';

export function endEdits(
  visit: RecordView,
  user: string,
  place: Place | null = null,
  status: EndStatus = 'completed',
): Edit[] {
  const id = idOf(visit);
  return [
    { do: 'add', id, field: 'clock_events', value: clockEvent('out', user, place) },
    { do: 'set', id, field: 'status', value: status, seen: visit.seen.status ?? [] },
  ];
}

/** Somebody was there and met nobody: `why` is the reason that a visit of that kind has. */
export function attemptedEdits(visit: RecordView, user: string, place: Place | null, why: string): Edit[] {
  const seen = visit.seen.status_reason ?? [];
  return [
    ...endEdits(visit, user, place, 'attempted'),
    { do: 'set', id: idOf(visit), field: 'status_reason', value: why, seen },
  ];
}
