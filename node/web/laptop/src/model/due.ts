// What is due for a client soon, from all records that carry a date: one list, the earliest first.
import type { RecordView } from '../api/types';
import { addDays, localDate } from '../format';
import { codeLabel, t } from '../i18n';
import { ofType, text, value } from './record';
import { recordTitle } from './record-words';

export interface Due {
  id: string;
  what: string;
  on: string;
  kind: 'due' | 'ends';
}

const DAYS = 30;

const inactive = ['completed', 'cancelled', 'closed', 'withdrawn', 'refused', 'stopped', 'declined', 'denied', 'ended'];

export function dueSoon(records: RecordView[], today: Date): Due[] {
  const words = t().before;
  const last = localDate(addDays(today, DAYS));
  const found: Due[] = [];
  const add = (view: RecordView, what: string, field: string, kind: Due['kind'] = 'due') => {
    const on = text(view, field).slice(0, 10);
    if (on && on <= last && !inactive.includes(text(view, 'status'))) found.push({ id: view.record.id, what, on, kind });
  };
  for (const call of ofType(records, 'communication')) {
    if (value(call, 'call_back_done') !== true) add(call, t().day.callBack(text(call, 'person_name')), 'call_back_by');
  }
  for (const drug of ofType(records, 'medication')) add(drug, words.refill(text(drug, 'display')), 'next_refill_date');
  for (const consent of ofType(records, 'consent')) {
    const whom = text(consent, 'recipient') || codeLabel(text(consent, 'consent_kind'), 'consent_kind', 'consent');
    add(consent, words.consent(whom), 'valid_until', 'ends');
  }
  for (const item of ofType(records, 'authorization')) {
    add(item, words.authorization(text(item, 'service_display') || text(item, 'reference_number')), 'stop_date', 'ends');
    add(item, words.authorization(text(item, 'service_display') || text(item, 'reference_number')), 'appeal_deadline');
  }
  for (const item of ofType(records, 'benefit_application')) {
    add(item, words.benefit(text(item, 'program')), 'recertification_date');
    add(item, words.benefit(text(item, 'program')), 'documents_due_date');
    add(item, words.benefit(text(item, 'program')), 'appeal_deadline');
  }
  for (const item of ofType(records, 'assessment')) add(item, words.assessment(text(item, 'title')), 'next_due_date');
  for (const item of ofType(records, 'referral')) add(item, recordTitle(item), 'next_check_date');
  for (const goal of ofType(records, 'goal')) add(goal, text(goal, 'title'), 'review_date');
  return found.sort((a, b) => a.on.localeCompare(b.on));
}
