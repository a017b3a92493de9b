import { useState } from 'preact/hooks';
import { state, useResource } from '../../api/store';
import type { NoteDraft, Parked, State, Unsent } from '../../api/types';
import { dayAndTime, duration, time } from '../../format';
import { inWords, t } from '../../i18n';
import { officeReason, problemSentences } from '../../i18n/problems';
import { fieldLabel, typeLabel, useSchema } from '../../api/schema';
import { isTechnicalPart } from '../../model/technical';
import { Button } from '../button';
import { Chip } from '../chip';
import { Icon, type IconName } from '../icon';
import { Notice } from '../notice';
import { Loaded } from '../page';
import { SaveProblem, useSaving } from '../save-button';
import { sendNow, triedInVain } from './send-now';
import { ReceiptWords } from './receipt-words';

const SHOWN = 25;
const LEFT_OVER_SHOWN = 80;
const CLOCK_MINDED_MS = 120_000;

export function NowPart() {
  const now = state.value;
  const drafts = useResource<{ notes: NoteDraft[] }>('/api/drafts');
  if (!now) return <p class="faint">{t().common.loading}</p>;
  // A draft that cannot be handed in does not go by itself, whatever the network does.
  const leftOver = drafts.data?.notes.filter((draft) => draft.problem) ?? [];
  const going = { ...now, drafts: Math.max(0, now.drafts - leftOver.length) };
  return (
    <div class="stack gap5">
      <Situation now={going} />
      <LeftOvers drafts={leftOver} />
      <OnlyHere now={going} />
      <ParkedList />
      {now.receipt && (
        <section class="card" aria-labelledby="last-receipt">
          <div class="section-title">
            <h2 id="last-receipt">{t().office.lastReceipt}</h2>
            <a href="#/sync/receipts">{t().office.tabs.receipts}</a>
          </div>
          <ReceiptWords receipt={now.receipt} />
        </section>
      )}
    </div>
  );
}

function LeftOvers({ drafts }: { drafts: NoteDraft[] }) {
  if (drafts.length === 0) return null;
  const words = t().office;
  return (
    <section class="card" aria-labelledby="left-over">
      <h2 id="left-over">{words.leftOverTitle(drafts.length)}</h2>
      <p class="soft measure parked-lead">{words.leftOverLead}</p>
      <ul class="divided">
        {drafts.map((draft) => (
          <li key={draft.id} class="record-line">
            <a class="record-link" href={`#/note/${draft.id}`} dir="auto">
              {String(draft.fields.body ?? '').slice(0, LEFT_OVER_SHOWN) || typeLabel('note')}
            </a>
            <time class="small faint" dateTime={draft.saved_at}>
              {dayAndTime(draft.saved_at)}
            </time>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Told {
  tone: 'office' | 'here' | 'problem';
  icon: IconName;
  title: string;
  lead: string;
}

function told(now: State): Told {
  const words = t().office;
  const count = now.here + now.drafts;
  if (now.syncing)
    return {
      tone: 'here',
      icon: 'sync',
      title: count ? words.movingTitle : words.askingTitle,
      lead: words.movingLead,
    };
  if (count > 0)
    return {
      tone: 'here',
      icon: now.problem ? 'offline' : 'laptop',
      title: words.hereTitle(count),
      lead: words.hereLead(count),
    };
  if (now.office_has_all)
    return { tone: 'office', icon: 'office', title: words.allTitle, lead: words.allLead };
  return { tone: 'problem', icon: 'offline', title: t().common.sync.problem, lead: words.nextSoon };
}

function Situation({ now }: { now: State }) {
  const words = t().office;
  const said = told(now);
  const saving = useSaving();
  const tryNow = () => void saving.run(sendNow, '');
  return (
    <section class={`card situation ${said.tone}`} aria-labelledby="situation">
      <span class="situation-icon">
        <Icon name={said.icon} class={now.syncing ? 'turning' : ''} />
      </span>
      <div class="stack gap3 grow">
        <div role="status">
          <h2 id="situation">{said.title}</h2>
          <p class="soft">{said.lead}</p>
        </div>
        {now.syncing && <Progress now={now} />}
        {now.problem && !now.syncing && <Failure now={now} />}
        <p class="small faint">{now.last_sync_at ? words.last(dayAndTime(now.last_sync_at)) : words.never}</p>
        <ClockWarning now={now} />
        <SaveProblem error={saving.error} />
        <div>
          <Button
            kind={now.problem || now.here + now.drafts > 0 ? 'primary' : ''}
            icon="sync"
            disabled={now.syncing || saving.isBusy}
            onClick={tryNow}
          >
            {now.syncing ? words.trying : words.tryNow}
          </Button>
          <p role="status" class="tried">
            {triedInVain() && t().common.sync.triedInVain(time(triedInVain()!))}
          </p>
        </div>
      </div>
    </section>
  );
}

function Progress({ now }: { now: State }) {
  const words = t().office;
  const { progress } = now;
  if (!progress) return null;
  const lines = [
    progress.to_send > 0 && words.movingCount(progress.sent, progress.to_send),
    progress.received > 0 && words.received(progress.received),
  ].filter(Boolean);
  return (
    <div class="stack gap1">
      {progress.to_send > 0 && (
        <progress aria-label={words.movingTitle} max={progress.to_send} value={progress.sent} />
      )}
      {lines.length > 0 && <p class="small">{lines.join(' · ')}</p>}
    </div>
  );
}

function Failure({ now }: { now: State }) {
  const words = t().office;
  const { kind, message, hint } = now.problem!;
  const programSays = problemSentences({ message: inWords(message), hint: inWords(hint) });
  return (
    <Notice tone="mind" icon="offline">
      <p>
        <strong>{words.failedTitle}.</strong> {words.problems[kind] ?? programSays}
      </p>
      <p>
        {words.nothingLost} {now.next_try_at ? words.nextTry(dayAndTime(now.next_try_at)) : words.nextSoon}
      </p>
      {words.problems[kind] && (
        <details class="fold small">
          <summary>{words.programSays}</summary>
          <p>{programSays}</p>
        </details>
      )}
    </Notice>
  );
}

function ClockWarning({ now }: { now: State }) {
  const off = Math.abs(now.clock_offset_ms);
  if (off < CLOCK_MINDED_MS) return null;
  return (
    <Notice tone="mind" icon="clock">
      {t().office.clockOff(duration(off / 60_000))}
    </Notice>
  );
}

function OnlyHere({ now }: { now: State }) {
  useSchema();
  const words = t().office;
  const resource = useResource<{ unsent: Unsent[] }>('/api/unsent');
  const [shown, setShown] = useState(SHOWN);
  return (
    <section class="card" aria-labelledby="only-here">
      <h2 id="only-here">{words.listTitle}</h2>
      <Loaded resource={resource}>
        {({ unsent }) => (
          <>
            {unsent.length === 0 && now.drafts === 0 && <p class="faint">{words.listNone}</p>}
            <ul class="divided">
              {byClient(unsent.slice(0, shown)).map((some) => (
                <UnsentOfClient key={some[0]!.save} some={some} />
              ))}
            </ul>
            {unsent.length > shown && (
              <Button kind="quiet" onClick={() => setShown(shown + 100)}>
                {words.more(unsent.length - shown)}
              </Button>
            )}
            {now.drafts > 0 && (
              <p class="row gap2 draft-line">
                <Icon name="pen" />
                <a href="#/finish">{words.draftsAlso(now.drafts)}</a>
              </p>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function addressOf(one: Unsent | Parked): string | null {
  if (one.record_id && (one.type === 'visit' || one.type === 'note')) return `#/${one.type}/${one.record_id}`;
  if (!one.client_id) return null;
  return one.record_id && one.type !== 'client'
    ? `#/client/${one.client_id}/timeline?record=${one.record_id}`
    : `#/client/${one.client_id}`;
}

/** "new task: title, due_date" in the words of the screen. */
function whatWords(one: Unsent | Parked): string {
  const parsed = /^(new )?([a-z_]+)(?:: (.*))?$/.exec(one.what);
  if (!parsed || parsed[2] !== one.type) return inWords(one.what) || typeLabel(one.type);
  const fields = (parsed[3] ?? '')
    .split(', ')
    .filter((name) => name && name !== 'client_id' && !isTechnicalPart(name));
  const type = typeLabel(one.type);
  if (parsed[1]) return t().office.newRecord(type);
  const changed = fields.map((name) =>
    (name === 'void' ? t().file.voided : fieldLabel(one.type, name)).toLowerCase(),
  );
  return changed.length > 0 ? `${type}: ${changed.join(', ')}` : type;
}

function What({ one }: { one: Unsent | Parked }) {
  const address = addressOf(one);
  const words = whatWords(one);
  return address ? (
    <a class="record-link" href={address} dir="auto">
      {words}
    </a>
  ) : (
    <span dir="auto">{words}</span>
  );
}

/** Whose change is the oldest comes first. */
function byClient(unsent: Unsent[]): Unsent[][] {
  const groups = new Map<string | null, Unsent[]>();
  for (const one of unsent) groups.set(one.client_id, [...(groups.get(one.client_id) ?? []), one]);
  return [...groups.values()];
}

function UnsentOfClient({ some }: { some: Unsent[] }) {
  const name = some[0]!.client_name;
  return (
    <li>
      {name && (
        <h3 class="unsent-client">
          <bdi>{name}</bdi>
        </h3>
      )}
      <ul>
        {some.map((one) => (
          <li class="unsent-line" key={one.save}>
            <What one={one} />
            <time class="small faint" dateTime={one.at}>
              {dayAndTime(one.at)}
            </time>
          </li>
        ))}
      </ul>
    </li>
  );
}

const parkedTones = { parked: 'parked', accepted: 'good', declined: 'alert' } as const;
const parkedIcons = { parked: 'parked', accepted: 'check', declined: 'cross' } as const;

function ParkedList() {
  const words = t().office;
  const resource = useResource<{ parked: Parked[] }>('/api/parked');
  const all = resource.data?.parked ?? [];
  const isDecided = all.length > 0 && all.every((one) => one.state !== 'parked');
  return (
    <section class="card" aria-labelledby="parked">
      <h2 id="parked">{isDecided ? words.decidedTitle : words.parkedTitle}</h2>
      <Loaded resource={resource}>
        {({ parked }) =>
          parked.length === 0 ? (
            <p class="faint">{words.parkedNone}</p>
          ) : (
            <>
              {!isDecided && <p class="soft measure parked-lead">{words.parkedLead}</p>}
              <ul class="divided">
                {parked.map((one) => (
                  <ParkedLine key={one.save} one={one} />
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function ParkedLine({ one }: { one: Parked }) {
  const words = t().office;
  return (
    <li class="record-line">
      <div class="record-main">
        <What one={one} />
        <span class="small soft">
          <bdi>{one.client_name}</bdi> · {dayAndTime(one.at)}
        </span>
        {one.reason && <p dir="auto">{words.reason(officeReason(one))}</p>}
        <p class="small soft">{words.parkedWhat[one.state]}</p>
      </div>
      <div class="record-aside">
        <Chip tone={parkedTones[one.state]} icon={parkedIcons[one.state]}>
          {words.parkedState[one.state]}
        </Chip>
      </div>
    </li>
  );
}
