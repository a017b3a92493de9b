// Start, end, and what the clock recorded. Facts are listed as they are; a correction stands beside them.
import { useState } from 'preact/hooks';
import { useResource } from '../../api/store';
import type { Edit, HistoryEntry, VisitView } from '../../api/types';
import { dayAndTime, duration, time } from '../../format';
import { codeLabel, t } from '../../i18n';
import { whereAmI } from '../../model/place';
import { isObject, textOf } from '../../model/record';
import {
  actualTimes,
  adjustReasonWords,
  clockEvents,
  correctionsOf,
  minutesBetween,
  type AdjustedTimes,
} from '../../model/visit-times';
import { Button } from '../button';
import { Check } from '../field';
import { Notice } from '../notice';
import { ConflictMarker } from '../office/conflict-marker';
import { SaveProblem, useSaving } from '../save-button';
import { say } from '../toast';
import { AdjustDialog } from './adjust-dialog';
import { MoveDialog } from './move-dialog';
import { StatusDialog, type Unmet } from './status-dialog';
import { useEnd } from './use-end';
import { useStart } from './use-start';
import { startVisit } from './visit-actions';
import { factText, saveFilledIn, type VisitForms } from './visit-forms';

export function ClockCard({ visit, forms }: { visit: VisitView; forms: VisitForms }) {
  const words = t().visit;
  const [withPlace, setWithPlace] = useState(false);
  const [isAdjusting, setAdjusting] = useState(false);
  const saving = useSaving();
  const status = textOf(visit, 'status');
  const isOpen = status === 'planned' || status === 'in_progress';

  const starting = useStart();
  const ending = useEnd(
    visit,
    factText(visit, forms.facts, 'outcome'),
    factText(visit, forms.facts, 'outcome_reason'),
  );
  const run = async (work: () => Promise<void>, said: string, isPlaceMissing: boolean) => {
    if ((await saving.run(work, said)) && isPlaceMissing) say(words.placeMissing, { icon: 'pin' });
  };
  const start = async (alsoEnd?: VisitView) => {
    const place = withPlace ? await whereAmI() : null;
    await run(() => startVisit(visit, place, alsoEnd), t().day.started, withPlace && !place);
  };
  const end = async () => {
    const place = withPlace ? await whereAmI() : null;
    const save = (edits: Edit[]) =>
      void run(() => saveFilledIn(visit, forms, edits), t().day.ended, withPlace && !place);
    ending.ask(save, place);
  };

  return (
    <section class="card stack" aria-labelledby="clock-title">
      <h2 id="clock-title" class="visually-hidden">
        {words.clock}
      </h2>
      <Summary visit={visit} />
      {isOpen && (
        <div class="row">
          <Button
            kind="primary"
            size="large"
            icon={status === 'planned' ? 'play' : 'stop'}
            disabled={saving.isBusy || starting.isAsking}
            onClick={() => void (status === 'planned' ? starting.ask(start) : end())}
          >
            {status === 'planned' ? words.start : words.end}
          </Button>
          <Check label={words.notePlace} checked={withPlace} onChange={setWithPlace} />
        </div>
      )}
      {starting.question}
      {ending.question}
      <SaveProblem error={saving.error} />
      {status === 'planned' && isPast(visit) && (
        <NotHeld visit={visit} onTookPlace={() => setAdjusting(true)} />
      )}
      <Events visit={visit} />
      {isTooLong(visit) && (
        <Notice tone="mind" icon="clock">
          {words.tooLong}
        </Notice>
      )}
      {status !== 'planned' && (
        <div>
          <Button
            kind="quiet"
            size="small"
            icon="clock"
            class="flush-start"
            onClick={() => setAdjusting(true)}
          >
            {words.adjust}
          </Button>
        </div>
      )}
      {isAdjusting && <AdjustDialog visit={visit} onClose={() => setAdjusting(false)} />}
    </section>
  );
}

const LONG_MINUTES = 8 * 60;
const isPast = (visit: VisitView) => textOf(visit, 'planned_start') < new Date().toISOString();

function isTooLong(visit: VisitView): boolean {
  const { start, end, isAdjusted } = actualTimes(visit);
  return !isAdjusted && (minutesBetween(start, end) ?? 0) > LONG_MINUTES;
}

/** The hour has passed and nothing began: one press says what happened instead. */
function NotHeld({ visit, onTookPlace }: { visit: VisitView; onTookPlace: () => void }) {
  const [asked, setAsked] = useState<Unmet | 'move' | null>(null);
  const close = () => setAsked(null);
  return (
    <div class="stack gap2">
      <h3>{t().visit.notHeld}</h3>
      <div class="row gap2">
        {(['attempted', 'no_show', 'refused', 'cancelled'] as const).map((status) => (
          <Button size="small" key={status} onClick={() => setAsked(status)}>
            {codeLabel(status, 'status', 'visit')}
          </Button>
        ))}
        <Button size="small" icon="calendar" onClick={() => setAsked('move')}>
          {t().day.move}
        </Button>
        <Button size="small" icon="clock" onClick={onTookPlace}>
          {t().visit.tookPlaceAnyway}
        </Button>
      </div>
      {asked === 'move' && <MoveDialog visit={visit} onClose={close} />}
      {asked && asked !== 'move' && <StatusDialog visit={visit} status={asked} onClose={close} />}
    </div>
  );
}

function Summary({ visit }: { visit: VisitView }) {
  const words = t().visit;
  const { start, end } = actualTimes(visit);
  const planned = textOf(visit, 'planned_start');
  const reason = textOf(visit, 'status_reason');
  return (
    <div>
      {start && end && (
        <p class="clock-line">
          {words.tookPlace(dayAndTime(start), time(end), duration(minutesBetween(start, end) ?? 0))}
        </p>
      )}
      {start && !end && <p class="clock-line">{words.running(dayAndTime(start))}</p>}
      {planned && <p class={start ? 'soft small' : 'clock-line'}>{words.plannedFor(dayAndTime(planned))}</p>}
      {reason && (
        <p>
          <span class="soft">{words.statusReason}:</span> <span dir="auto">{reason}</span>
        </p>
      )}
    </div>
  );
}

function Events({ visit }: { visit: VisitView }) {
  const words = t().visit;
  const events = clockEvents(visit);
  const adjusted = correctionsOf(visit);
  if (!events.length && !adjusted.length) return null;
  return (
    <ul class="clock-events small">
      {events.map((event) => (
        <li key={event.at + event.event}>
          <strong>{event.event === 'in' ? words.clockIn : words.clockOut}</strong> {dayAndTime(event.at)}
          {event.user && (
            <span class="soft">
              {' '}
              · <bdi>{event.user}</bdi>
            </span>
          )}
          {event.lat !== undefined && <span class="soft"> · {words.withPlace}</span>}
        </li>
      ))}
      {adjusted.map((times) => (
        <Correction key={times.time} label={words.adjusted} times={times} />
      ))}
      {adjusted.length > 1 && (
        <li>
          <ConflictMarker view={visit} field="adjusted_times" />
        </li>
      )}
      {adjusted.length > 0 && <EarlierCorrections visit={visit} now={adjusted} />}
    </ul>
  );
}

function Correction({ label, times }: { label: string; times: AdjustedTimes }) {
  return (
    <li>
      <strong>{label}</strong> {dayAndTime(times.start)}
      {times.end && ` – ${time(times.end)}`}
      <span class="soft">
        {' '}
        · <bdi>{times.user}</bdi> ·{' '}
        <span dir="auto">
          {adjustReasonWords(times.reason)}
          {times.memo && `: ${times.memo}`}
        </span>
      </span>
    </li>
  );
}

/** A correction of a correction does not hide the first one. */
function EarlierCorrections({ visit, now }: { visit: VisitView; now: AdjustedTimes[] }) {
  const found = useResource<{ history: HistoryEntry[] }>(`/api/records/${visit.record.id}/history`);
  const all = (found.data?.history ?? [])
    .filter((entry) => entry.field === 'adjusted_times' && isObject(entry.value))
    .map((entry) => entry.value as unknown as AdjustedTimes);
  const earlier = all.filter((times) => !now.some((one) => one.time === times.time));
  return (
    <>
      {earlier.map((times) => (
        <Correction key={times.time} label={t().visit.adjustedBefore} times={times} />
      ))}
    </>
  );
}
