// Needs, goals, referrals, benefits and whatever else the file holds: readable, with the words of the schema.
import { typeLabel } from '../../api/schema';
import { t } from '../../i18n';
import { recordDetail } from '../../model/record-words';
import { openTasks } from '../../model/tasks';
import { happenedAt, kindOf } from '../../model/timeline';
import { when } from '../record/times';
import { useCase } from './case-context';
import { LongList } from './long-list';
import { RecordLine } from './record-line';
import { SectionCard } from './section-card';
import { TaskList } from './task-list';

const order = [
  'care_plan',
  'need',
  'goal',
  'intervention',
  'referral',
  'benefit_application',
  'authorization',
  'coverage',
  'episode',
  'household',
  'incident',
];

export function PlanTab() {
  const { file, openForm } = useCase();
  const words = t().file;
  const tasks = openTasks(file.records);
  const shown = file.records.filter(
    (view) =>
      !view.is_void &&
      view.record.type !== 'task' &&
      (order.includes(view.record.type) || kindOf(view) === 'other'),
  );
  const types = [...new Set([...order, ...shown.map((view) => view.record.type)])].filter((type) =>
    shown.some((v) => v.record.type === type),
  );
  return (
    <div class="two-columns">
      <SectionCard
        title={words.tasks}
        onAdd={() => openForm('task')}
        empty={tasks.length === 0 && words.tasksNone}
      >
        <TaskList tasks={tasks} />
      </SectionCard>
      {types.map((type) => (
        <SectionCard key={type} title={words.planParts[type] ?? typeLabel(type)}>
          <LongList items={shown.filter((view) => view.record.type === type)}>
            {(view) => (
              <RecordLine
                key={view.record.id}
                view={view}
                detail={recordDetail(view)}
                aside={<span class="small faint">{when(happenedAt(view))}</span>}
              />
            )}
          </LongList>
        </SectionCard>
      ))}
    </div>
  );
}
