import { save } from '../../api/client';
import type { RecordView } from '../../api/types';
import { day, localDate } from '../../format';
import { t } from '../../i18n';
import { dueOf } from '../../model/case-file';
import { myId } from '../../model/me';
import { workerName } from '../../model/record-words';
import { textOf } from '../../model/shown';
import { Button } from '../button';
import { Chip } from '../chip';
import { SaveProblem, useSaving } from '../save-button';
import { RecordLine } from './record-line';

export function TaskList({ tasks }: { tasks: RecordView[] }) {
  const saving = useSaving();
  const complete = (task: RecordView) => {
    const { id, client_id } = task.record;
    const set = (field: string, value: string | null) => ({ do: 'set' as const, id, field, value, seen: task.seen[field] ?? [] });
    const edits = [set('status', 'completed'), set('completed_at', new Date().toISOString()), set('completed_by_id', myId())];
    void saving.run(() => save([{ client_id, edits }]), t().file.taskCompleted);
  };
  return (
    <>
      <ul class="divided">
        {tasks.map((task) => (
          <RecordLine key={task.record.id} view={task} detail={textOf(task, 'owner_name') || workerName(textOf(task, 'owner_id'))}
            aside={
              <>
                <Due task={task} />
                <Button size="small" icon="check" class="no-print" disabled={saving.isBusy} onClick={() => complete(task)}>
                  {t().file.taskDone}<span class="visually-hidden">: {textOf(task, 'title')}</span>
                </Button>
              </>
            } />
        ))}
      </ul>
      <SaveProblem error={saving.error} />
    </>
  );
}

function Due({ task }: { task: RecordView }) {
  const due = dueOf(task);
  if (due === '9999') return null;
  const isLate = due < localDate(new Date());
  return isLate
    ? <Chip tone="mind" icon="clock">{t().file.taskOverdue(day(due))}</Chip>
    : <span class="small soft">{t().file.taskDue(day(due))}</span>;
}
