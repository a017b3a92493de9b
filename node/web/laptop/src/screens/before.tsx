// One screen, and one printed sheet, for the moment before the door: who, what to mind, how to get in, what I
// promised, what is due, and what changed since I was here.
import type { ComponentChildren } from 'preact';
import { useResource, type Resource } from '../api/store';
import type { CaseFile, Change, ClientCard, RecordView } from '../api/types';
import {
  ActiveConditions,
  AllergyWords,
  CurrentMedications,
  LastVitals,
} from '../components/before/health-parts';
import { Button, LinkButton } from '../components/button';
import { AccessLine, ClientFacts, SafetyAlerts } from '../components/client-header';
import { Chip } from '../components/chip';
import { Icon, type IconName } from '../components/icon';
import { ConflictMarker } from '../components/office/conflict-marker';
import { Loaded, Page } from '../components/page';
import { Phones } from '../components/phones';
import { StartButton } from '../components/visit/visit-actions';
import { addressLine, date, dateAndTime, dayAndTime, localDate, time } from '../format';
import { codeLabel, t } from '../i18n';
import { dueSoon } from '../model/due';
import { myId, myName } from '../model/me';
import { planOf } from '../model/note-sections';
import { ofType, textOf } from '../model/record';
import { doseWords, labelWords, recordTitle } from '../model/record-words';
import { isMyTask, openTasks } from '../model/tasks';
import { startOf } from '../model/visit-times';
import { lastVisitOfMine, visitView } from '../model/visit-view';
import type { ScreenProps } from '../routes';

const MOST_CHANGES = 12;

export function BeforeScreen({ id }: ScreenProps) {
  const record = useResource<RecordView>(`/api/records/${id}`);
  const clientId = record.data?.record.client_id;
  const file = useResource<CaseFile>(clientId ? `/api/clients/${clientId}` : null);
  if (!record.data || !file.data) {
    const missing: Resource<unknown> = record.data ? file : record;
    return (
      <Page title={t().before.title}>
        <Loaded resource={missing}>{() => null}</Loaded>
      </Page>
    );
  }
  return <Sheet record={record.data} file={file.data} />;
}

function Sheet({ record, file }: { record: RecordView; file: CaseFile }) {
  const words = t().before;
  const visit = visitView(record, file);
  const last = lastVisitOfMine(file, record);
  const isPlanned = textOf(visit, 'status') === 'planned';
  return (
    <Page
      title={words.titleFor(file.card.name)}
      eyebrow={words.title}
      heading={<bdi>{file.card.name}</bdi>}
      lead={
        <div class="stack gap1">
          <span class="first-up">
            {[dayAndTime(startOf(record)), textOf(record, 'reason')].filter(Boolean).join(' · ')}
          </span>
          <ClientFacts card={file.card} />
        </div>
      }
      actions={
        <>
          <Button icon="print" onClick={() => print()}>
            {t().common.print}
          </Button>
          <LinkButton href={`#/client/${file.card.id}`} icon="person">
            {words.openFile}
          </LinkButton>
          {isPlanned ? (
            <StartButton visit={visit} isMain />
          ) : (
            <LinkButton href={`#/visit/${record.record.id}`} kind="primary">
              {words.openVisit}
            </LinkButton>
          )}
        </>
      }
    >
      <div class="before">
        <div class="before-column">
          <Mind file={file} />
          <Part title={t().file.medications} icon="pill">
            <CurrentMedications file={file} />
          </Part>
          <Promised file={file} />
          <DueSoon file={file} />
        </div>
        <div class="before-column">
          <GettingIn file={file} record={record} />
          <Part title={t().file.latestVitals} icon="heart">
            <LastVitals file={file} />
          </Part>
          <Part title={t().file.conditions} icon="info">
            <ActiveConditions file={file} />
          </Part>
        </div>
        <Since file={file} last={last} />
      </div>
      <p class="print-only small">{words.printed(dateAndTime(new Date()))}</p>
    </Page>
  );
}

interface PartProps {
  title: string;
  icon: IconName;
  class?: string;
  children: ComponentChildren;
}

function Part({ title, icon, class: extra = '', children }: PartProps) {
  return (
    <section class={`card before-part ${extra}`}>
      <h2>
        <Icon name={icon} />
        {title}
      </h2>
      {children}
    </section>
  );
}

function Mind({ file }: { file: CaseFile }) {
  const words = t().before;
  const code = textOf(file.client, 'code_status');
  const matters = textOf(file.client, 'what_matters');
  const hasAlerts = file.card.safety_alerts.length > 0;
  const unsafe = unsafeContacts(file.card);
  return (
    <Part title={words.safety} icon="alert" class={hasAlerts || unsafe.length ? 'minding' : ''}>
      <div class="stack gap3">
        {hasAlerts ? (
          <SafetyAlerts alerts={file.card.safety_alerts} />
        ) : (
          !unsafe.length && <p class="faint">{words.noAlerts}</p>
        )}
        {unsafe.length > 0 && (
          <ul class="alerts">
            {unsafe.map((says) => (
              <li class="alert-line" key={says}>
                <Icon name="alert" />
                <span dir="auto">{says}</span>
              </li>
            ))}
          </ul>
        )}
        <dl class="facts narrow">
          {code && (
            <>
              <dt>{words.codeStatus}</dt>
              <dd>
                <strong>{codeLabel(code, 'code_status')}</strong>{' '}
                <ConflictMarker view={file.client} field="code_status" />
              </dd>
            </>
          )}
          <dt>{words.allergies}</dt>
          <dd dir="auto">
            <AllergyWords file={file} />
          </dd>
          {matters && (
            <>
              <dt>{words.matters}</dt>
              <dd dir="auto">{matters}</dd>
            </>
          )}
        </dl>
      </div>
    </Part>
  );
}

/** A number or an address that can put the person in danger is an alert, too. */
function unsafeContacts(card: ClientCard): string[] {
  const words = t().common.phone;
  const phones = card.phones.flatMap((phone) => {
    const not = [
      phone.safe_to_call === false && words.unsafe(words.call),
      phone.safe_to_text === false && words.unsafe(words.text),
      phone.safe_to_leave_message === false && words.unsafe(words.message),
    ].filter(Boolean);
    return not.length ? [`${phone.number}: ${not.join(', ')}`] : [];
  });
  const places = card.addresses.filter((address) => address.safe_to_visit === false);
  return [...phones, ...places.map((address) => `${t().file.notToVisit}: ${addressLine(address)}`)];
}

function GettingIn({ file, record }: { file: CaseFile; record: RecordView }) {
  const words = t().before;
  const place = textOf(record, 'location') || addressLine(file.card.addresses[0]);
  return (
    <Part title={words.getIn} icon="pin">
      <div class="stack gap3">
        {place && (
          <p class="strong" dir="auto">
            {place}
          </p>
        )}
        {file.card.addresses[0]?.safe_to_visit === false && (
          <Chip tone="alert" icon="alert">
            {t().common.phone.unsafe(codeLabel('home', 'contact_kind'))}
          </Chip>
        )}
        <div class="access">
          <AccessLine text={file.card.access_instructions} />
        </div>
        <h3>{words.call}</h3>
        <Phones phones={file.card.phones} />
      </div>
    </Part>
  );
}

function Promised({ file }: { file: CaseFile }) {
  const words = t().before;
  const tasks = openTasks(file.records).filter((task) => isMyTask(task, myName()));
  const note = myLastNote(file);
  const plan = note && planOf(note);
  return (
    <Part title={words.promised} icon="task">
      {!tasks.length && !plan && <p class="faint">{words.promisedNone}</p>}
      <ul class="divided">
        {tasks.map((task) => (
          <li key={task.record.id} class="row spread gap2">
            <span class="grow" dir="auto">
              {textOf(task, 'title')}
            </span>
            <DueChip on={textOf(task, 'due_date')} />
          </li>
        ))}
      </ul>
      {plan && (
        <div class="last-plan">
          <h3>
            <a href={`#/note/${note.record.id}`}>
              {words.planLastTime(date(textOf(note, 'happened_at') || note.created_at))}
            </a>
          </h3>
          <p class="pre" dir="auto">
            {plan}
          </p>
        </div>
      )}
    </Part>
  );
}

function myLastNote(file: CaseFile): RecordView | undefined {
  const when = (note: RecordView) => textOf(note, 'happened_at') || note.created_at;
  return ofType(file.records, 'note')
    .filter(
      (note) =>
        !textOf(note, 'amends') &&
        (textOf(note, 'author_id') ? textOf(note, 'author_id') === myId() : note.created_by === myName()),
    )
    .sort((a, b) => when(a).localeCompare(when(b)))
    .at(-1);
}

function DueChip({ on, ends }: { on: string; ends?: boolean }) {
  const words = t().before;
  if (!on) return null;
  const isLate = on < localDate(new Date());
  const says = isLate ? words.overdue : ends ? words.expires : words.dueOn;
  return (
    <Chip tone={isLate ? 'mind' : ''} icon={isLate ? 'clock' : undefined}>
      {says(date(on))}
    </Chip>
  );
}

function DueSoon({ file }: { file: CaseFile }) {
  const words = t().before;
  const others = openTasks(file.records)
    .filter((task) => !isMyTask(task, myName()) && textOf(task, 'due_date'))
    .map((task) => ({
      id: task.record.id,
      what: textOf(task, 'title'),
      on: textOf(task, 'due_date'),
      kind: 'due' as const,
    }));
  const due = [...others, ...dueSoon(file.records, new Date())].sort((a, b) => a.on.localeCompare(b.on));
  return (
    <Part title={words.due} icon="calendar">
      {!due.length && <p class="faint">{words.dueNone}</p>}
      <ul class="divided">
        {due.map((item) => (
          <li key={item.id + item.what} class="row spread gap2">
            <span class="grow" dir="auto">
              {item.what}
            </span>
            <DueChip on={item.on} ends={item.kind === 'ends'} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Since({ file, last }: { file: CaseFile; last: RecordView | undefined }) {
  const words = t().before;
  const since = last ? startOf(last) : null;
  const found = useResource<{ changes: Change[] }>(
    since ? `/api/clients/${file.card.id}/changes?since=${since}` : null,
  );
  if (!since)
    return (
      <Part title={words.others} icon="people" class="whole">
        <p class="soft">{words.neverHere}</p>
      </Part>
    );
  const changes = (found.data?.changes ?? []).filter((change) => change.type !== 'medication');
  return (
    <Part title={words.since(date(since))} icon="people" class="whole">
      <div class="since">
        <Medications file={file} since={since} />
        <div>
          <h3>{words.others}</h3>
          {found.data && !changes.length && <p class="faint">{words.othersNone}</p>}
          <ul class="divided">
            {changes.slice(0, MOST_CHANGES).map((change) => (
              <Changed key={change.record_id + change.at} change={change} />
            ))}
          </ul>
          {changes.length > MOST_CHANGES && (
            <a href={`#/client/${file.card.id}`}>{words.more(changes.length - MOST_CHANGES)}</a>
          )}
        </div>
      </div>
    </Part>
  );
}

function Changed({ change }: { change: Change }) {
  return (
    <li>
      <span dir="auto">
        <strong>{labelWords(change.label)}</strong>
      </span>{' '}
      <Chip tone={change.created ? 'accent' : ''}>
        {change.created ? t().before.added : t().before.changed}
      </Chip>
      <p class="small soft">
        <bdi>{change.by}</bdi> · {dayAndTime(change.at)}
      </p>
    </li>
  );
}

function Medications({ file, since }: { file: CaseFile; since: string }) {
  const words = t().before;
  const changed = ofType(file.records, 'medication').filter((drug) => drug.changed_at > since);
  return (
    <div>
      <h3>{words.medications}</h3>
      {!changed.length && <p class="faint">{words.medicationsNone}</p>}
      <ul class="divided">
        {changed.map((drug) => {
          const isStopped = ['stopped', 'completed'].includes(textOf(drug, 'status'));
          const isNew = drug.created_at > since;
          return (
            <li key={drug.record.id}>
              <span dir="auto" class={isStopped ? 'struck' : 'strong'}>
                {recordTitle(drug)}
              </span>{' '}
              <Chip tone={isStopped ? 'mind' : isNew ? 'accent' : ''}>
                {isStopped ? words.stopped : isNew ? words.added : words.changed}
              </Chip>
              <p class="small" dir="auto">
                {[doseWords(drug), textOf(drug, 'status_reason')].filter(Boolean).join(' · ')}
              </p>
              <p class="small soft">
                <bdi>{drug.changed_by}</bdi> · {date(drug.changed_at)}, {time(drug.changed_at)}
              </p>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
