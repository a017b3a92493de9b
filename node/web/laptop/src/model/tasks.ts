// What somebody still owes a client.
import type { Edit, LocalDate, RecordView } from '../api/types';
import { day, localDate } from '../format';
import { t } from '../i18n';
import { myId } from './me';
import { ofType, textOf } from './record';

const finished = new Set(['completed', 'declined', 'failed', 'cancelled']);
const NO_DATE = '9999';

/** The earliest due first; without a date last. */
export function openTasks(records: readonly RecordView[]): RecordView[] {
  const due = (task: RecordView) => dueOf(task) ?? NO_DATE;
  return ofType(records, 'task')
    .filter((task) => !finished.has(textOf(task, 'status')))
    .sort((a, b) => due(a).localeCompare(due(b)));
}

export const isOverdue = (on: LocalDate): boolean => on.slice(0, 10) < localDate(new Date());

/** "was due yesterday", "due Nov 30, 2026" */
export const dueWords = (on: LocalDate): string =>
  isOverdue(on) ? t().file.taskOverdue(day(on)) : t().file.taskDue(day(on));

/** The day until which it has to be done. */
export function dueOf(task: RecordView): string | null {
  return textOf(task, 'due_date') || textOf(task, 'due_at').slice(0, 10) || null;
}

/** Mine: I own it, or nobody does and I wrote it down. */
export function isMyTask(task: RecordView, myName: string): boolean {
  const owner = textOf(task, 'owner_id');
  return owner ? owner === myId() : !textOf(task, 'owner_name') && task.created_by === myName;
}

export function completeEdits(task: RecordView): Edit[] {
  const fields = { status: 'completed', completed_at: new Date().toISOString(), completed_by_id: myId() };
  return Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([field, value]) => ({
      do: 'set',
      id: task.record.id,
      field,
      value,
      seen: task.seen[field] ?? [],
    }));
}
