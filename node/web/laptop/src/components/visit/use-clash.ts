import { useResource } from '../../api/store';
import type { VisitView, Visits } from '../../api/types';
import { startOfDay, time } from '../../format';
import { rangeQuery } from '../../model/day';
import { textOf } from '../../model/record';

interface Times {
  start: Date;
  end: Date;
}

/** My other visits at that time, in words. Two at once can be meant: a couple, a short call. */
export function useClash(times: Times | null, except?: VisitView): string[] {
  const query = times && `/api/visits?${rangeQuery(startOfDay(times.start), 1)}`;
  const found = useResource<Visits>(query);
  if (!times) return [];
  return (found.data?.visits ?? [])
    .filter((visit) => visit.mine && visit.record.id !== except?.record.id)
    .filter((visit) => ['planned', 'in_progress'].includes(textOf(visit, 'status')))
    .filter((visit) => {
      const start = Date.parse(textOf(visit, 'planned_start'));
      const end = Date.parse(textOf(visit, 'planned_end'));
      return start < times.end.getTime() && end > times.start.getTime();
    })
    .map((visit) => `${visit.client.name}, ${time(textOf(visit, 'planned_start'))}`);
}
