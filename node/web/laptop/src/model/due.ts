// What is due for a client soon, from all records that carry a date: one list, the earliest first.
import type { RecordView } from '../api/types';
import { addDays, localDate } from '../format';
import { codeLabel, t } from '../i18n';
import { isTrue, ofType, textOf } from './record';
import { recordTitle } from './record-words';

export interface Due {
  id: string;
  what: string;
  on: string;
  kind: 'due' | 'ends';
}

const DAYS = 30;

const inactive = [
  'completed',
  'cancelled',
  'closed',
  'withdrawn',
  'refused',
  'stopped',
  'declined',
  'denied',
  'ended',
];

export function dueSoon(records: RecordView[], today: Date): Due[] {
  const words = t().before;
  const last = localDate(addDays(today, DAYS));
  const found: Due[] = [];
  const add = (view: RecordView, what: string, field: string, kind: Due['kind'] = 'due') => {
    const on = textOf(view, field).slice(0, 10);
    if (on && on <= last && !inactive.includes(textOf(view, 'status')))
      found.push({ id: view.record.id, what, on, kind });
  };
  for (const call of ofType(records, 'communication')) {
    if (!isTrue(call, 'call_back_done'))
      add(call, t().day.callBack(textOf(call, 'person_name')), 'call_back_by');
  }
  for (const drug of ofType(records, 'medication'))
    add(drug, words.refill(textOf(drug, 'display')), 'next_refill_date');
  for (const consent of ofType(records, 'consent')) {
    const whom =
      textOf(consent, 'recipient') || codeLabel(textOf(consent, 'consent_kind'), 'consent_kind', 'consent');
    add(consent, words.consent(whom), 'valid_until', 'ends');
  }
  for (const item of ofType(records, 'authorization')) {
    add(
      item,
      words.authorization(textOf(item, 'service_display') || textOf(item, 'reference_number')),
      'stop_date',
      'ends',
    );
    add(
      item,
      words.authorization(textOf(item, 'service_display') || textOf(item, 'reference_number')),
      'appeal_deadline',
    );
  }
  for (const item of ofType(records, 'benefit_application')) {
    add(item, words.benefit(textOf(item, 'program')), 'recertification_date');
    add(item, words.benefit(textOf(item, 'program')), 'documents_due_date');
    add(item, words.benefit(textOf(item, 'program')), 'appeal_deadline');
  }
  for (const item of ofType(records, 'assessment'))
    add(item, words.assessment(textOf(item, 'title')), 'next_due_date');
  for (const item of ofType(records, 'referral')) add(item, recordTitle(item), 'next_check_date');
  for (const goal of ofType(records, 'goal')) add(goal, textOf(goal, 'title'), 'review_date');
  return found.sort((a, b) => a.on.localeCompare(b.on));
}
