import { save } from '../../api/client';
import type { RecordView } from '../../api/types';
import { t } from '../../i18n';
import { workerName } from '../../model/record-words';
import { textOf } from '../../model/record';
import { completeEdits, dueOf } from '../../model/tasks';
import { Button } from '../button';
import { SaveProblem, useSaving } from '../save-button';
import { DueDate } from './due-date';
import { RecordLine } from './record-line';

export function TaskList({ tasks }: { tasks: RecordView[] }) {
  const saving = useSaving();
  const complete = (task: RecordView) =>
    saving.run(
      () => save([{ client_id: task.record.client_id, edits: completeEdits(task) }]),
      t().file.taskCompleted,
    );
  return (
    <>
      <ul class="divided">
        {tasks.map((task) => (
          <RecordLine
            key={task.record.id}
            view={task}
            detail={textOf(task, 'owner_name') || workerName(textOf(task, 'owner_id'))}
            aside={
              <>
                <Due task={task} />
                <Button
                  size="small"
                  icon="check"
                  class="no-print"
                  disabled={saving.isBusy}
                  onClick={() => void complete(task)}
                >
                  {t().file.taskDone}
                  <span class="visually-hidden">: {textOf(task, 'title')}</span>
                </Button>
              </>
            }
          />
        ))}
      </ul>
      <SaveProblem error={saving.error} />
    </>
  );
}

function Due({ task }: { task: RecordView }) {
  const due = dueOf(task);
  return due ? <DueDate on={due} icon="clock" /> : null;
}
