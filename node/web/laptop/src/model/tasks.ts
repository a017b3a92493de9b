import type { RecordView } from '../api/types';
import { myId } from './me';
import { ofType, text } from './record';

const OPEN = ['', 'open', 'accepted', 'in_progress'];

/** What somebody still owes this client, the earliest due first. */
export function openTasks(records: RecordView[]): RecordView[] {
  const due = (task: RecordView) => text(task, 'due_date') || '9999';
  return ofType(records, 'task')
    .filter((task) => OPEN.includes(text(task, 'status')))
    .sort((a, b) => due(a).localeCompare(due(b)));
}

/** Mine: I own it, or nobody does and I wrote it down. */
export function isMyTask(task: RecordView, myName: string): boolean {
  const owner = text(task, 'owner_id');
  return owner ? owner === myId() : !text(task, 'owner_name') && task.created_by === myName;
}
