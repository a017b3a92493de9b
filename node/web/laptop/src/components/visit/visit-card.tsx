// One visit in the order of the day: when, who, how to get in, what to mind, and the one next thing to do.
import type { VisitView } from '../../api/types';
import { addressLine, duration, time } from '../../format';
import { codeLabel, t } from '../../i18n';
import { textOf, textsOf } from '../../model/record';
import { actualTimes, isDisputed, minutesBetween } from '../../model/visit-times';
import { wholeMark } from '../../model/visit-view';
import { LinkButton } from '../button';
import { Chip, type Tone } from '../chip';
import { AccessLine, SafetyAlerts } from '../client-header';
import { Icon } from '../icon';
import { MarkBadge } from '../mark-badge';
import { ConflictMarker } from '../office/conflict-marker';
import { newNoteLink, noteLink } from './note-links';
import { EndButton, StartButton, VisitMenu } from './visit-actions';

const tones: Record<string, Tone> = {
  in_progress: 'accent',
  completed: 'good',
  attempted: 'mind',
  no_show: 'mind',
  refused: 'mind',
  cancelled: '',
};

export function StatusChip({ visit }: { visit: VisitView }) {
  // The marker stands in its place.
  if (visit.conflicts.includes('status')) return null;
  const status = textOf(visit, 'status');
  return <Chip tone={tones[status] ?? ''}>{codeLabel(status, 'status', 'visit')}</Chip>;
}

export function VisitTime({ visit }: { visit: VisitView }) {
  const actual = actualTimes(visit);
  const start = actual.start ?? textOf(visit, 'planned_start');
  const end = actual.start ? actual.end : textOf(visit, 'planned_end');
  const minutes = minutesBetween(start, end);
  return (
    <div class="visit-time">
      {start && (
        <time class="visit-clock" dateTime={start}>
          {time(start)}
        </time>
      )}
      <span class="faint small">
        {minutes !== null ? duration(minutes) : actual.start ? t().day.now : ''}
      </span>
    </div>
  );
}

export function NoteState({ visit }: { visit: VisitView }) {
  const words = t().day;
  if (visit.note) {
    const isSigned = visit.note.status !== 'draft';
    return (
      <Chip tone={isSigned ? 'good' : 'mind'} icon="note">
        {isSigned ? words.signed : words.unsigned}
      </Chip>
    );
  }
  return textOf(visit, 'status') === 'completed' ? (
    <Chip tone="mind" icon="note">
      {words.noNote}
    </Chip>
  ) : null;
}

/** The state of the visit: what kind it is, where it stands, and who has it. */
function Chips({ visit, isNext }: { visit: VisitView; isNext: boolean }) {
  const words = t().day;
  const status = textOf(visit, 'status');
  const kind = textOf(visit, 'contact_kind');
  return (
    <>
      {isNext && status === 'planned' && (
        <Chip tone="accent" icon="arrow">
          {words.next}
        </Chip>
      )}
      {visit.client.is_inactive && (
        <Chip tone="mind" icon="alert">
          {codeLabel(visit.client.status, 'status', 'client')}
        </Chip>
      )}
      {status !== 'planned' && <StatusChip visit={visit} />}
      {isDisputed(visit) && <ConflictMarker view={visit} />}
      {kind && kind !== 'home' && (
        <Chip icon={kind === 'phone' ? 'phone' : undefined}>{codeLabel(kind, 'contact_kind')}</Chip>
      )}
      {visit.jots > 0 && <Chip icon="pen">{words.jots(visit.jots)}</Chip>}
      <NoteState visit={visit} />
      {!visit.mine && !textOf(visit, 'worker_id') && <Chip tone="mind">{words.nobodys}</Chip>}
    </>
  );
}

function Actions({ visit, isNext }: { visit: VisitView; isNext: boolean }) {
  const words = t().day;
  const status = textOf(visit, 'status');
  const id = visit.record.id;
  const name = <span class="visually-hidden">: {visit.client.name}</span>;
  if (status === 'planned') {
    return (
      <>
        <StartButton visit={visit} isMain={isNext} />
        <LinkButton href={`#/before/${id}`} icon="eye">
          {words.before}
          {name}
        </LinkButton>
      </>
    );
  }
  if (status === 'in_progress') {
    return (
      <>
        <LinkButton href={`#/visit/${id}`} kind="primary" icon="pen">
          {words.openVisit}
          {name}
        </LinkButton>
        <EndButton visit={visit} />
      </>
    );
  }
  if (visit.note) {
    const isDraft = visit.note.status === 'draft';
    return (
      <LinkButton href={noteLink(visit.note.id)} icon="note">
        {isDraft ? words.continueNote : words.readNote}
        {name}
      </LinkButton>
    );
  }
  if (status === 'cancelled') return null;
  return (
    <LinkButton href={newNoteLink(visit.record.id)} icon="pen">
      {words.writeNote}
      {name}
    </LinkButton>
  );
}

interface Props {
  visit: VisitView;
  isNext?: boolean;
  /** Within a trip the address stands above. */
  isInTrip?: boolean;
}

export function VisitCard({ visit, isNext = false, isInTrip = false }: Props) {
  const { client } = visit;
  const Name = isInTrip ? 'h3' : 'h2';
  const status = textOf(visit, 'status');
  const isOpen = status === 'planned' || status === 'in_progress';
  const isHome = textOf(visit, 'contact_kind') === 'home';
  const place = textOf(visit, 'location') || (isHome ? addressLine(client.addresses[0]) : '');
  const reason =
    textOf(visit, 'reason') || textOf(visit, 'service_display') || textsOf(visit, 'tasks_planned').join(', ');
  return (
    <article class={`visit ${isNext ? 'next' : ''} ${isOpen ? '' : 'done'}`} aria-label={client.name}>
      <VisitTime visit={visit} />
      <div class="visit-what stack gap2">
        <div class="row gap2">
          <Name class="visit-name">
            <a href={`#/visit/${visit.record.id}`}>
              <bdi>{client.name}</bdi>
            </a>
          </Name>
          <Chips visit={visit} isNext={isNext} />
        </div>
        {reason && (
          <p class="soft" dir="auto">
            {reason}
          </p>
        )}
        {isOpen && <SafetyAlerts alerts={client.safety_alerts} />}
        {isOpen && !isInTrip && place && (
          <p class="row gap2 top">
            <Icon name="pin" />
            <span class="grow" dir="auto">
              {place}
            </span>
          </p>
        )}
        {isOpen && isHome && <AccessLine text={client.access_instructions} />}
        {client.interpreter_needed && isOpen && (
          <p class="row gap2">
            <Icon name="message" />
            <span>{t().common.interpreter(client.language)}</span>
          </p>
        )}
        {status !== 'planned' && <MarkBadge mark={wholeMark(visit)} />}
      </div>
      <div class="visit-actions">
        <Actions visit={visit} isNext={isNext} />
        <VisitMenu visit={visit} />
      </div>
    </article>
  );
}
