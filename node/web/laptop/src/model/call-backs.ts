// Calls that somebody still has to return.
import type { Edit, Phone, RecordView } from '../api/types';
import { codeLabel } from '../i18n';
import { isTrue, ofType, textOf } from './record';

/** The earliest due first, future ones included. */
export function openCallBacks(records: readonly RecordView[]): RecordView[] {
  return ofType(records, 'communication')
    .filter(isOpenCallBack)
    .sort((a, b) => textOf(a, 'call_back_by').localeCompare(textOf(b, 'call_back_by')));
}

export const isOpenCallBack = (call: RecordView): boolean =>
  textOf(call, 'call_back_by') !== '' && !isTrue(call, 'call_back_done') && !call.is_void;

export const callBackWhom = (call: RecordView): string =>
  textOf(call, 'person_name') || codeLabel(textOf(call, 'with_whom'), 'with_whom', 'communication');

/** The number to call, with what is known about it: it never stands alone. */
export function callBackPhone(call: RecordView, known: readonly Phone[]): Phone | null {
  const number = textOf(call, 'number_or_address');
  if (!number) return null;
  return known.find((phone) => phone.number === number) ?? { number };
}

/** What it is about: the first line that says so. */
export function callBackAbout(call: RecordView): string {
  const about = textOf(call, 'subject') || textOf(call, 'outcome_remarks') || textOf(call, 'body');
  return about.trim().split('\n')[0] ?? '';
}

export function calledBackEdit(call: RecordView): Edit {
  return {
    do: 'set',
    id: call.record.id,
    field: 'call_back_done',
    value: true,
    seen: call.seen.call_back_done ?? [],
  };
}

export interface Spoken {
  name: string;
  number: string;
  personId: string;
  memberId: string;
}

/** Whether a call back is owed to the person that was spoken to. */
export function isSamePerson(call: RecordView, spoken: Spoken): boolean {
  const same = (field: string, value: string) => value !== '' && textOf(call, field) === value;
  return (
    same('related_person_id', spoken.personId) ||
    same('care_team_member_id', spoken.memberId) ||
    same('number_or_address', spoken.number) ||
    textOf(call, 'person_name').trim().toLowerCase() === (spoken.name.trim().toLowerCase() || null)
  );
}
