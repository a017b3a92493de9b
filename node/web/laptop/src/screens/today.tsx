// The day in order: what was left over on top, then one visit after the other, the next one in front.
import { useState } from 'preact/hooks';
import { useResource } from '../api/store';
import type { CaseFile, LooseEnd, LooseEnds, RecordView, Visits, VisitView } from '../api/types';
import { Button, LinkButton } from '../components/button';
import { CallBackNumber, CalledBack } from '../components/client/call-backs';
import { LongList } from '../components/client/long-list';
import { Icon } from '../components/icon';
import { Empty } from '../components/notice';
import { Loaded, Page } from '../components/page';
import { PlanPanel } from '../components/visit/plan-panel';
import { UnplannedButton } from '../components/visit/unplanned-button';
import { EndButton, StartButton, VisitMenu } from '../components/visit/visit-actions';
import { VisitCard } from '../components/visit/visit-card';
import { DayViews } from '../components/visit/day-views';
import { addressLine, dayAndTime, longDay } from '../format';
import { t } from '../i18n';
import { callBackAbout, callBackPhone, callBackWhom } from '../model/call-backs';
import { phonesOf } from '../model/case-file';
import { rangeQuery } from '../model/day';
import { callLink, looseEndLink } from '../model/loose-ends';
import { dueWords } from '../model/tasks';
import { textOf } from '../model/record';
import { trips } from '../model/trips';
import { isDisputed, startOf } from '../model/visit-times';
import type { ScreenProps } from '../routes';
import { replace } from '../router';

const isDone = (visit: VisitView) => !['planned', 'in_progress'].includes(textOf(visit, 'status'));

/** What two people say differently is not settled, and stays in the day. */
const isCancelled = (visit: VisitView) => textOf(visit, 'status') === 'cancelled' && !isDisputed(visit);

/** Somebody went there, and it did not take place. */
const UNMET = ['attempted', 'no_show', 'refused'];

function leadWords(done: number, attempted: number, all: number): string {
  const words = t().day;
  return attempted ? words.leadCounts(done - attempted, attempted, all) : words.leadDone(done, all);
}

/** Each is asked about by itself; who owes more presses for the rest. */
const FIRST_CALLS = 5;

/** The one that runs, else the first that is still to come. */
function nextOf(visits: VisitView[]): VisitView | undefined {
  return (
    visits.find((v) => textOf(v, 'status') === 'in_progress') ??
    visits.find((v) => textOf(v, 'status') === 'planned')
  );
}

export function TodayScreen({ route }: ScreenProps) {
  const words = t().day;
  const query = rangeQuery(new Date(), 1);
  const found = useResource<Visits>(`/api/visits?${query}`);
  // The visits come first; what is owed is looked for in the whole caseload, which takes longer.
  const ends = useResource<LooseEnds>(found.data && `/api/loose-ends?${query}`);
  const planFor = route.query.get('plan');
  const [isPlanning, setPlanning] = useState(false);
  const visits = (found.data?.visits ?? []).filter((v) => !isCancelled(v));
  const endsOf = (kind: LooseEnd['kind']) => (ends.data?.items ?? []).filter((item) => item.kind === kind);
  const done = visits.filter(isDone).length;
  const attempted = visits.filter((v) => UNMET.includes(textOf(v, 'status'))).length;
  return (
    <Page
      title={words.today}
      heading={<span class="first-up">{longDay(new Date())}</span>}
      lead={found.data && (visits.length ? leadWords(done, attempted, visits.length) : words.leadNone)}
      actions={
        <>
          <DayViews current="today" />
          <UnplannedButton />
          <Button icon="plus" onClick={() => setPlanning(true)}>
            {words.plan}
          </Button>
        </>
      }
    >
      <Loaded resource={found}>
        {(data) => (
          <div class="stack gap6">
            <Attention data={data} calls={endsOf('call_back_due')} undecided={endsOf('visit_to_decide')} />
            {visits.length ? <Day visits={visits} /> : <FreeDay onPlan={() => setPlanning(true)} />}
          </div>
        )}
      </Loaded>
      {isPlanning && <PlanPanel onClose={() => setPlanning(false)} />}
      {planFor && <PlanFor clientId={planFor} />}
    </Page>
  );
}

/** Opened from a case file: the panel with that client in it. */
function PlanFor({ clientId }: { clientId: string }) {
  const file = useResource<CaseFile>(`/api/clients/${clientId}`);
  return file.data && <PlanPanel client={file.data.card} onClose={() => replace('#/today')} />;
}

function FreeDay({ onPlan }: { onPlan: () => void }) {
  const words = t().day;
  return (
    <Empty icon="sun" title={words.emptyTitle}>
      <p class="measure">{words.emptyText}</p>
      <Button kind="primary" icon="plus" onClick={onPlan}>
        {words.plan}
      </Button>
      <p>
        <a href="#/help">{t().common.helpLink}</a>
      </p>
    </Empty>
  );
}

function Day({ visits }: { visits: VisitView[] }) {
  const next = nextOf(visits);
  const groups = trips(visits);
  return (
    <ol class="day" aria-label={t().day.today}>
      {groups.map((group) => (
        <li key={group[0]!.record.id} class="day-group">
          {group.length > 1 ? (
            <Trip visits={group} next={next} />
          ) : (
            <VisitCard visit={group[0]!} isNext={group[0] === next} />
          )}
        </li>
      ))}
    </ol>
  );
}

function Trip({ visits, next }: { visits: VisitView[]; next: VisitView | undefined }) {
  return (
    <section class="trip">
      <h2 class="trip-title">
        <Icon name="car" />
        <span>{t().day.trip(visits.length, addressLine(visits[0]!.client.addresses[0]))}</span>
      </h2>
      {visits.map((visit) => (
        <VisitCard key={visit.record.id} visit={visit} isNext={visit === next} isInTrip />
      ))}
    </section>
  );
}

interface AttentionProps {
  data: Visits;
  calls: LooseEnd[];
  /** Visits of which two values wait for a choice. */
  undecided: LooseEnd[];
}

function Attention({ data, calls, undecided }: AttentionProps) {
  const words = t().day;
  const all = [data.unfinished, data.overdue, calls, undecided];
  if (all.every((some) => some.length === 0)) return null;
  return (
    <section class="attention" aria-labelledby="attention">
      <h2 id="attention">
        <Icon name="alert" />
        {words.attention}
      </h2>
      {undecided.length > 0 && (
        <ul class="divided">
          {undecided.map((end) => (
            <Undecided key={end.record_id} end={end} />
          ))}
        </ul>
      )}
      {data.unfinished.length + data.overdue.length > 0 && (
        <ul class="divided">
          {data.unfinished.map((visit) => (
            <LeftOver key={visit.record.id} visit={visit} words={words.unfinished(dayAndTime(startOf(visit)))}>
              <EndButton visit={visit} />
            </LeftOver>
          ))}
          {data.overdue.map((visit) => (
            <LeftOver
              key={visit.record.id}
              visit={visit}
              words={words.overdue(dayAndTime(textOf(visit, 'planned_start')))}
            >
              <StartButton visit={visit} isMain={false} />
            </LeftOver>
          ))}
        </ul>
      )}
      {calls.length > 0 && (
        <LongList items={calls} first={FIRST_CALLS}>
          {(call) => <CallBack key={call.record_id} call={call} />}
        </LongList>
      )}
    </section>
  );
}

function Undecided({ end }: { end: LooseEnd }) {
  return (
    <li class="row spread">
      <div class="grow">
        <a class="strong" href={`#/visit/${end.visit_id ?? end.record_id}`}>
          <bdi>{end.client?.name}</bdi>
        </a>
        <p class="soft small">
          {t().decide.marker}
          {end.at && <> · {dayAndTime(end.at)}</>}
        </p>
      </div>
      <LinkButton href={looseEndLink(end)} icon="split" size="small">
        {t().finish.todo.visit_to_decide}
        <span class="visually-hidden">: {end.client?.name}</span>
      </LinkButton>
    </li>
  );
}

interface LeftOverProps {
  visit: VisitView;
  words: string;
  children: preact.ComponentChildren;
}

function LeftOver({ visit, words, children }: LeftOverProps) {
  return (
    <li class="row spread">
      <div class="grow">
        <a class="strong" href={`#/visit/${visit.record.id}`}>
          <bdi>{visit.client.name}</bdi>
        </a>
        <p class="soft small">{words}</p>
      </div>
      <div class="row gap2">
        {children}
        <VisitMenu visit={visit} />
      </div>
    </li>
  );
}

function CallBack({ call }: { call: LooseEnd }) {
  const words = t().day;
  const record = useResource<RecordView>(`/api/records/${call.record_id}`).data;
  const about = record ? callBackAbout(record) : call.text;
  const number = record ? textOf(record, 'number_or_address') : '';
  const ofClient = call.client?.phones ?? [];
  // Whether somebody else's number is safe to call stands in the case file.
  const isOfOthers = number !== '' && !ofClient.some((phone) => phone.number === number);
  const file = useResource<CaseFile>(isOfOthers && call.client ? `/api/clients/${call.client.id}` : null).data;
  const known = isOfOthers ? file && phonesOf(file) : ofClient;
  return (
    <li class="row spread">
      <div class="grow">
        <strong>
          <bdi>{call.client?.name}</bdi>
        </strong>
        <p class="soft small">
          <span dir="auto">{words.callBack(record ? callBackWhom(record) : '')}</span>
          {about && (
            <>
              {' · '}
              <span dir="auto">{about}</span>
            </>
          )}
          {call.at && <> · {dueWords(call.at)}</>}
        </p>
        {record && known && <CallBackNumber phone={callBackPhone(record, known)} />}
      </div>
      <div class="row gap2">
        {record && <CalledBack call={record} />}
        {call.client && (
          <LinkButton href={callLink(call)} icon="phone" size="small">
            {t().common.open}
            <span class="visually-hidden">: {call.client.name}</span>
          </LinkButton>
        )}
      </div>
    </li>
  );
}
