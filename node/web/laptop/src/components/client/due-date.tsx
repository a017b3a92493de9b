// A day on which something is owed; loud once it is past.
import type { LocalDate } from '../../api/types';
import { dueWords, isOverdue } from '../../model/tasks';
import { Chip } from '../chip';
import type { IconName } from '../icon';

export function DueDate({ on, icon }: { on: LocalDate; icon: IconName }) {
  return isOverdue(on) ? (
    <Chip tone="mind" icon={icon}>
      {dueWords(on)}
    </Chip>
  ) : (
    <span class="small soft">{dueWords(on)}</span>
  );
}
