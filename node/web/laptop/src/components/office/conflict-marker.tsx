import type { RecordView } from '../../api/types';
import { t } from '../../i18n';
import { Icon } from '../icon';

/** Stands where two values wait for a choice, and leads to it. Nothing, when nothing waits. */
export function ConflictMarker({ view, field }: { view: RecordView; field?: string }) {
  const isOpen = field ? view.conflicts.includes(field) : view.conflicts.length > 0;
  const isMerged = field ? view.merged.includes(field) : view.merged.length > 0;
  if (!isOpen && !isMerged) return null;
  const isVoid = isOpen && view.conflicts.every((name) => name === 'void');
  const words = isVoid ? t().decide.markerVoid : isOpen ? t().decide.marker : t().decide.markerMerged;
  return (
    <a class="conflict-marker" href={`#/conflicts/${view.record.id}`}>
      <Icon name="split" />
      {words}
    </a>
  );
}
