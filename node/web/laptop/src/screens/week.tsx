// Seven days side by side. A visit opens with a press; each day has its own "plan".
import { useState } from 'preact/hooks';
import { useResource } from '../api/store';
import type { Visits, VisitView } from '../api/types';
import { IconButton, LinkButton } from '../components/button';
import { Icon } from '../components/icon';
import { ConflictMarker } from '../components/office/conflict-marker';
import { Loaded, Page } from '../components/page';
import { DayViews } from '../components/visit/day-views';
import { PlanPanel } from '../components/visit/plan-panel';
import { VisitMenu } from '../components/visit/visit-actions';
import { StatusChip } from '../components/visit/visit-card';
import { addDays, dayRange, localDate, longDay, time, toDay, weekdayNumber } from '../format';
import { codeLabel, locale, t } from '../i18n';
import { rangeQuery, startOfWeek } from '../model/day';
import { textOf } from '../model/record';
import { isDisputed, startOf } from '../model/visit-times';
import type { ScreenProps } from '../routes';

const DAY = /^\d{4}-\d\d-\d\d$/;

export function WeekScreen({ id }: ScreenProps) {
  const words = t().day;
  const from = startOfWeek(DAY.test(id) ? toDay(id) : new Date(), locale());
  const found = useResource<Visits>(`/api/visits?${rangeQuery(from, 7)}`);
  const [planDay, setPlanDay] = useState<Date | null>(null);
  const days = Array.from({ length: 7 }, (_, i) => addDays(from, i));
  const link = (by: number) => `#/week/${localDate(addDays(from, by))}`;
  return (
    <Page
      title={words.week}
      heading={dayRange(days[0]!, days[6]!)}
      lead={found.data && words.visits(found.data.visits.length)}
      actions={
        <>
          <DayViews current="week" />
          {id && (
            <LinkButton href="#/week" kind="quiet">
              {words.thisWeek}
            </LinkButton>
          )}
          <LinkButton href={link(-7)} icon="back">
            {words.previousWeek}
          </LinkButton>
          <LinkButton href={link(7)} icon="arrow">
            {words.nextWeek}
          </LinkButton>
        </>
      }
    >
      <Loaded resource={found}>
        {(data) => (
          <ol class="week">
            {days.map((day) => (
              <WeekDay
                key={localDate(day)}
                day={day}
                onPlan={() => setPlanDay(day)}
                visits={data.visits.filter(
                  (v) => localDate(new Date(textOf(v, 'planned_start'))) === localDate(day),
                )}
              />
            ))}
          </ol>
        )}
      </Loaded>
      {planDay && <PlanPanel day={planDay} onClose={() => setPlanDay(null)} />}
    </Page>
  );
}

function WeekDay({ day, visits, onPlan }: { day: Date; visits: VisitView[]; onPlan: () => void }) {
  const words = t().day;
  const isToday = localDate(day) === localDate(new Date());
  const isOver = localDate(day) < localDate(new Date());
  return (
    <li class={`week-day ${isToday ? 'today' : ''}`}>
      <div class="row spread gap1">
        <h2>
          {weekdayNumber(day)}
          {isToday && <span class="visually-hidden"> ({t().common.today})</span>}
        </h2>
        <IconButton icon="plus" size="small" label={words.planFor(longDay(day))} onClick={onPlan} />
      </div>
      {!visits.length && !isOver && <p class="faint small">{words.emptyDay}</p>}
      <ul class="stack gap2">
        {visits.map((visit) => (
          <WeekVisit key={visit.record.id} visit={visit} />
        ))}
      </ul>
    </li>
  );
}

function WeekVisit({ visit }: { visit: VisitView }) {
  const status = textOf(visit, 'status');
  const kind = textOf(visit, 'contact_kind');
  return (
    <li class={`week-visit ${status}`}>
      <div class="row spread gap1">
        <time class="small strong" dateTime={startOf(visit)}>
          {time(startOf(visit))}
        </time>
        <VisitMenu visit={visit} />
      </div>
      <a href={`#/visit/${visit.record.id}`}>
        <bdi>{visit.client.name}</bdi>
      </a>
      {visit.client.safety_alerts.length > 0 && (
        <span class="flag no small">
          <Icon name="alert" />
          {t().common.alerts}
        </span>
      )}
      {kind !== 'home' && <span class="faint small">{codeLabel(kind, 'contact_kind')}</span>}
      {status !== 'planned' && <StatusChip visit={visit} />}
      {isDisputed(visit) && <ConflictMarker view={visit} />}
    </li>
  );
}
