// My month: what this laptop counts and what the office counts, side by side; a difference names its visits.
import { useState } from 'preact/hooks';
import { fieldLabel, useSchema } from '../../api/schema';
import { useResource } from '../../api/store';
import type { Month, MonthFigures } from '../../api/types';
import { dayAndTime, duration, number } from '../../format';
import { codeLabel, locale, t } from '../../i18n';
import { isAmerican, KM_IN_MILE } from '../../model/units';
import { IconButton } from '../button';
import { Chip } from '../chip';
import { Icon } from '../icon';
import { MarkBadge } from '../mark-badge';
import { Notice } from '../notice';
import { Loaded } from '../page';

const figures = [
  'visits',
  'completed',
  'attempted',
  'no_show',
  'refused',
  'cancelled',
  'minutes',
  'units',
  'mileage_km',
  'notes_signed',
] as const;

function monthOf(at: Date): string {
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}`;
}

function firstDay(month: string): Date {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(year, number - 1, 1);
}

function moved(month: string, by: number): string {
  const first = firstDay(month);
  return monthOf(new Date(first.getFullYear(), first.getMonth() + by, 1));
}

export function MonthPart() {
  useSchema();
  const [month, setMonth] = useState(monthOf(new Date()));
  const resource = useResource<Month>(`/api/month?month=${month}`);
  const words = t().office;
  const name = new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric' }).format(firstDay(month));
  return (
    <div class="stack gap5">
      <div class="row gap2">
        <IconButton icon="back" label={words.monthBefore} onClick={() => setMonth(moved(month, -1))} />
        <h2 aria-live="polite" class="month-name">
          {name}
        </h2>
        <IconButton
          icon="arrow"
          label={words.monthAfter}
          disabled={month >= monthOf(new Date())}
          onClick={() => setMonth(moved(month, 1))}
        />
      </div>
      <Loaded resource={resource}>{(data) => <MonthBody data={data} />}</Loaded>
    </div>
  );
}

function MonthBody({ data }: { data: Month }) {
  const words = t().office;
  return (
    <>
      <p class="soft">{words.monthLead(data.worker)}</p>
      <Verdict data={data} />
      <div class="card flush table-box figures-box">
        <table class="data-table figures">
          <thead>
            <tr>
              <th scope="col">{words.figure}</th>
              <th scope="col" class="number">
                {words.onLaptop}
              </th>
              <th scope="col" class="number">
                {words.atOffice}
              </th>
              <th scope="col">
                <span class="visually-hidden">{words.differing}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {figures.map((figure) => (
              <FigureRow key={figure} figure={figure} data={data} />
            ))}
          </tbody>
        </table>
      </div>
      <MonthVisits data={data} />
    </>
  );
}

function Verdict({ data }: { data: Month }) {
  const words = t().office;
  if (data.differences.length === 0) {
    const isEqual = figures.every((figure) => data.here[figure] === data.office[figure]);
    if (!isEqual) return <Notice tone="mind">{words.differsSoon}</Notice>;
    return (
      <Notice tone="good">
        <p>
          <strong>{words.equal}.</strong>{' '}
          {data.proven_at ? words.equalProven(dayAndTime(data.proven_at)) : words.notProven}
        </p>
      </Notice>
    );
  }
  return (
    <Notice tone="mind">
      <p>
        <strong>{words.differs(data.differences.length)}.</strong> {words.differsSoon}
      </p>
      <ul class="stack gap1">
        {data.differences.map((one) => (
          <li key={one.visit_id}>
            <a href={`#/visit/${one.visit_id}`}>
              <bdi>{one.client_name}</bdi>
              {one.at && <>, {dayAndTime(one.at)}</>}
            </a>
            {one.what.length > 0 && (
              <span class="soft">: {one.what.map((field) => fieldLabel('visit', field)).join(', ')}</span>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function figureWords(figure: keyof MonthFigures, value: number): string {
  if (figure === 'minutes') return duration(value);
  return figure === 'mileage_km' ? distance(value) : number(value, 2);
}

/** People drive miles in the United States; the record has kilometers. */
function distance(km: number): string {
  const words = t().office;
  return isAmerican() ? words.mi(number(km / KM_IN_MILE)) : words.km(number(km));
}

function FigureRow({ figure, data }: { figure: keyof MonthFigures; data: Month }) {
  const words = t().office;
  const differs = data.here[figure] !== data.office[figure];
  return (
    <tr class={differs ? 'differs' : undefined}>
      <th scope="row">{words.figures[figure]}</th>
      <td class="number">{figureWords(figure, data.here[figure])}</td>
      <td class="number">{figureWords(figure, data.office[figure])}</td>
      <td>
        {differs && (
          <Chip tone="mind" icon="split">
            {words.differing}
          </Chip>
        )}
      </td>
    </tr>
  );
}

function MonthVisits({ data }: { data: Month }) {
  const words = t().office;
  if (data.visits.length === 0) return <p class="faint">{words.monthNone}</p>;
  return (
    <details class="fold card">
      <summary>
        <h3 class="in-summary">
          {words.visitsOfMonth} <span class="faint">({data.visits.length})</span>
        </h3>
        <Icon name="down" />
      </summary>
      <div class="table-box">
        <table class="data-table">
          <thead>
            <tr>
              <th scope="col">{words.when}</th>
              <th scope="col">{words.client}</th>
              <th scope="col">{words.status}</th>
              <th scope="col" class="number">
                {words.figures.minutes}
              </th>
              <th scope="col" class="number">
                {words.figures.units}
              </th>
              <th scope="col" class="number">
                {words.figures.mileage_km}
              </th>
              <th scope="col">{words.where}</th>
            </tr>
          </thead>
          <tbody>
            {data.visits.map((visit) => (
              <tr key={visit.visit_id}>
                <td>
                  <a href={`#/visit/${visit.visit_id}`}>
                    {visit.at ? dayAndTime(visit.at) : t().common.open}
                  </a>
                </td>
                <td dir="auto">{visit.client_name}</td>
                <td>{codeLabel(visit.status, 'status', 'visit')}</td>
                <td class="number">{visit.minutes === null ? '' : duration(visit.minutes)}</td>
                <td class="number">{visit.units === null ? '' : number(visit.units, 2)}</td>
                <td class="number">{visit.mileage_km === null ? '' : distance(visit.mileage_km)}</td>
                <td>
                  <MarkBadge mark={visit.mark} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
