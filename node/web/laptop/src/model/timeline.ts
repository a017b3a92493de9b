// The whole case file in the order in which things happened.
import type { RecordView } from '../api/types';
import { textOf } from './record';
import { startOf } from './visit-times';
import { isVitalSign } from './vital-trends';

export const timelineKinds = [
  'visits',
  'notes',
  'calls',
  'health',
  'people',
  'plan',
  'services',
  'other',
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

export interface TimelineEntry {
  /** When it happened; when it was written, if it has no time of its own. */
  at: string;
  kind: TimelineKind;
  /** More than one: vital signs that were taken together. */
  records: RecordView[];
}

const kindOfType: { [type: string]: TimelineKind } = {
  visit: 'visits',
  note: 'notes',
  communication: 'calls',
  condition: 'health',
  medication: 'health',
  allergy: 'health',
  observation: 'health',
  assessment: 'health',
  related_person: 'people',
  care_team_member: 'people',
  consent: 'people',
  household: 'people',
  need: 'plan',
  goal: 'plan',
  intervention: 'plan',
  task: 'plan',
  care_plan: 'plan',
  referral: 'services',
  authorization: 'services',
  benefit_application: 'services',
  coverage: 'services',
  episode: 'services',
};

// The first of these that is filled says when it happened.
const timeFields: { [type: string]: readonly string[] } = {
  communication: ['happened_at'],
  note: ['happened_at', 'written_at'],
  incident: ['happened_at', 'discovered_at'],
  observation: ['effective_at'],
  assessment: ['performed_at'],
  task: ['completed_at'],
  condition: ['onset_date', 'start_date', 'recorded_date'],
  medication: ['start_date'],
  allergy: ['recorded_date', 'start_date', 'onset_date'],
  consent: ['withdrawn_at', 'valid_from'],
  referral: ['sent_at'],
  authorization: ['decided_date', 'submitted_at'],
  benefit_application: ['decision_date', 'submitted_date'],
  coverage: ['start_date'],
  episode: ['admission_date', 'referred_date'],
};

export function kindOf(view: RecordView): TimelineKind {
  return kindOfType[view.record.type] ?? 'other';
}

/** An instant, or a local date for things that are known by the day only. */
export function happenedAt(view: RecordView): string {
  if (view.record.type === 'visit') return startOf(view) || view.created_at;
  for (const field of timeFields[view.record.type] ?? []) {
    const at = textOf(view, field);
    if (at !== '') return at;
  }
  return view.created_at;
}

/** Newest first; what lies ahead is not in it. */
export function timeline(records: readonly RecordView[], now: string): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  const vitalsTogether = new Map<string, TimelineEntry>();
  for (const view of records) {
    const at = happenedAt(view);
    if (at > now && view.record.type === 'visit') continue;
    const entry = { at, kind: kindOf(view), records: [view] };
    if (isVitalSign(view) && !view.is_void) {
      const key = at.slice(0, 16);
      const together = vitalsTogether.get(key);
      if (together) {
        together.records.push(view);
        continue;
      }
      vitalsTogether.set(key, entry);
    }
    entries.push(entry);
  }
  return entries.sort((a, b) => b.at.localeCompare(a.at));
}
