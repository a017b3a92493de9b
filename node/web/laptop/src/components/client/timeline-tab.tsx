// Everything that happened, by day; the newest first.
import { useMemo, useState } from 'preact/hooks';
import type { RecordView } from '../../api/types';
import { typeLabel } from '../../api/schema';
import { localDate, longDay, shortDay, time, toDay } from '../../format';
import { codeLabel, t } from '../../i18n';
import { observationValue, recordDetail, recordTitle } from '../../model/record-words';
import { isTrue, textOf } from '../../model/record';
import { timeline, timelineKinds, type TimelineEntry, type TimelineKind } from '../../model/timeline';
import { Button } from '../button';
import { Chip } from '../chip';
import { Check } from '../field';
import { Icon, type IconName } from '../icon';
import { MarkBadge } from '../mark-badge';
import { ConflictMarker } from '../office/conflict-marker';
import { when } from '../record/times';
import { useCase } from './case-context';

const STEP = 60;
const icons: Record<TimelineKind, IconName> = {
  visits: 'home',
  notes: 'note',
  calls: 'phone',
  health: 'heart',
  people: 'people',
  plan: 'task',
  services: 'office',
  other: 'info',
};

export function TimelineTab() {
  const { file } = useCase();
  const [kind, setKind] = useState<TimelineKind | null>(null);
  const [withVoided, setWithVoided] = useState(true);
  const [shown, setShown] = useState(STEP);
  const all = useMemo(() => timeline(file.records, new Date().toISOString()), [file.records]);
  const present = timelineKinds.filter((one) => all.some((entry) => entry.kind === one));
  const entries = all.filter(
    (entry) => (!kind || entry.kind === kind) && (withVoided || !entry.records[0]!.is_void),
  );
  const words = t().file;
  return (
    <div class="timeline">
      <div class="row gap3 timeline-filter no-print" role="group" aria-label={words.filter}>
        <div class="choices">
          <Filter label={words.everything} isOn={kind === null} onChoose={() => setKind(null)} />
          {present.map((one) => (
            <Filter key={one} label={words.kinds[one]} isOn={kind === one} onChoose={() => setKind(one)} />
          ))}
        </div>
        {all.some((entry) => entry.records[0]!.is_void) && (
          <Check label={words.withVoided} checked={withVoided} onChange={setWithVoided} />
        )}
      </div>
      {entries.length === 0 && <p class="faint">{words.timelineNone}</p>}
      {byDay(entries.slice(0, shown)).map(([day, ofDay]) => (
        <section class="timeline-day" key={day} aria-label={longDay(day)}>
          <h2 class="timeline-date">
            <DayWords day={day} />
          </h2>
          <ol class="card flush">
            {ofDay.map((entry) => (
              <Entry key={entry.records[0]!.record.id} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
      {entries.length > shown && <Button onClick={() => setShown(shown + STEP)}>{words.showMore}</Button>}
    </div>
  );
}

function Filter({ label, isOn, onChoose }: { label: string; isOn: boolean; onChoose: () => void }) {
  return (
    <button type="button" class="filter" aria-pressed={isOn} onClick={onChoose}>
      {label}
    </button>
  );
}

function DayWords({ day }: { day: string }) {
  const isThisYear = toDay(day).getFullYear() === new Date().getFullYear();
  return (
    <time dateTime={day}>
      {shortDay(day)}
      {!isThisYear && <span class="faint"> {toDay(day).getFullYear()}</span>}
    </time>
  );
}

function dayOf(entry: TimelineEntry): string {
  return entry.at.length === 10 ? entry.at : localDate(new Date(entry.at));
}

function byDay(entries: TimelineEntry[]): [string, TimelineEntry[]][] {
  const days: [string, TimelineEntry[]][] = [];
  for (const entry of entries) {
    const day = dayOf(entry);
    const last = days[days.length - 1];
    if (last?.[0] === day) last[1].push(entry);
    else days.push([day, [entry]]);
  }
  return days;
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { openRecord } = useCase();
  const view = entry.records[0]!;
  const isTogether = entry.records.length > 1;
  const title = isTogether ? t().file.vitalsTogether : recordTitle(view);
  return (
    <li class={`timeline-entry ${view.is_void ? 'is-void' : ''}`}>
      <span class="timeline-icon">
        <Icon name={icons[entry.kind]} />
      </span>
      <div class="record-main">
        <p class="small faint">
          {entry.at.length > 10 && <time dateTime={entry.at}>{time(entry.at)} · </time>}
          {typeLabel(view.record.type)}
        </p>
        {isTogether ? (
          <>
            <strong>{title}</strong>
            <VitalsTogether records={entry.records} />
          </>
        ) : (
          <button type="button" class="record-link" onClick={() => openRecord(view)} dir="auto">
            {view.is_void ? <s>{title}</s> : title}
          </button>
        )}
        {!isTogether && <Detail view={view} />}
        <Signs view={view} at={entry.at} />
        <ConflictMarker view={view} />
      </div>
      <div class="record-aside">
        <span class="small soft" dir="auto">
          {view.created_by}
        </span>
        <MarkBadge mark={view.mark} />
      </div>
    </li>
  );
}

function Detail({ view }: { view: RecordView }) {
  const words = recordDetail(view);
  if (!words) return null;
  return (
    <p class={`record-detail ${view.record.type === 'note' ? 'excerpt pre' : 'excerpt'}`} dir="auto">
      {view.is_void ? <s>{words}</s> : words}
    </p>
  );
}

function VitalsTogether({ records }: { records: RecordView[] }) {
  const { openRecord } = useCase();
  return (
    <ul class="row gap3">
      {records.map((view) => (
        <li key={view.record.id}>
          <button type="button" class="record-link plain" onClick={() => openRecord(view)}>
            <span class="soft">{recordTitle(view)}</span> {observationValue(view)}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** When it was written, if that was another day; what is special about it. */
function Signs({ view, at }: { view: RecordView; at: string }) {
  const words = t().file;
  const happened = at.length === 10 ? at : localDate(new Date(at));
  const isLater = localDate(new Date(view.created_at)) !== happened;
  const status = textOf(view, 'status');
  return (
    <span class="row gap2">
      {view.is_void && <Chip tone="alert">{words.voided}</Chip>}
      {isTrue(view, 'late_entry') && <Chip tone="mind">{words.lateEntry}</Chip>}
      {textOf(view, 'amends') && <Chip>{words.addendum}</Chip>}
      {view.record.type === 'note' && status && <Chip>{codeLabel(status, 'status', 'note')}</Chip>}
      {isLater && <span class="small faint">{words.writtenLater(when(view.created_at))}</span>}
    </span>
  );
}
