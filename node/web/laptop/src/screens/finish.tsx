// The end of the day: one list of loose ends, Enter walks through them, and then the truth about what the
// office has.
import { state, useResource } from '../api/store';
import type { LooseEnd, LooseEnds, State } from '../api/types';
import { Button } from '../components/button';
import { Icon, type IconName } from '../components/icon';
import { Notice } from '../components/notice';
import { sendNow, triedInVain } from '../components/office/send-now';
import { Loaded, Page } from '../components/page';
import { useEnter } from '../components/use-enter';
import { dayAndTime, longDay, time } from '../format';
import { t } from '../i18n';
import { rangeQuery } from '../model/day';
import { looseEndLink } from '../model/loose-ends';
import { dueWords } from '../model/tasks';
import { go } from '../router';

const icons: Record<LooseEnd['kind'], IconName> = {
  visit_not_ended: 'clock',
  visit_without_note: 'note',
  jot_without_note: 'pen',
  note_not_signed: 'pen',
  visit_not_begun: 'calendar',
  call_back_due: 'phone',
  left_over_draft: 'note',
  form_not_saved: 'pen',
  visit_to_decide: 'alert',
};

export function FinishScreen() {
  const words = t().finish;
  const found = useResource<LooseEnds>(`/api/loose-ends?${rangeQuery(new Date(), 1)}`);
  const items = found.data?.items;
  const waiting = (state.value?.here ?? 0) + (state.value?.drafts ?? 0);
  const mustSend = items?.length === 0 && waiting > 0;
  useEnter(() => {
    if (items?.[0]) go(looseEndLink(items[0]));
    else if (mustSend) send();
  });
  return (
    <Page
      title={words.title}
      lead={
        items &&
        (items.length
          ? `${words.left(items.length)}. ${words.lead}`
          : mustSend
            ? `${words.none}. ${words.leadSend}`
            : longDay(new Date()))
      }
    >
      <Loaded resource={found}>
        {(ends) => (
          <div class="stack gap6">
            {ends.items.length > 0 && <List items={ends.items} />}
            {state.value && <AtOffice ends={ends} now={state.value} />}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

const send = () => void sendNow().catch(() => {});

function isAtOffice(ends: LooseEnds, now: State): boolean {
  return now.office_has_all && now.here + now.drafts === 0 && ends.visits_at_office === ends.visits_today;
}

function List({ items }: { items: LooseEnd[] }) {
  return (
    <ol class="loose-ends">
      {items.map((item, i) => (
        <Item key={`${item.kind}/${item.record_id || item.text}`} item={item} isNext={i === 0} />
      ))}
    </ol>
  );
}

function Item({ item, isNext }: { item: LooseEnd; isNext: boolean }) {
  const words = t().finish;
  return (
    <li class={`loose-end ${isNext ? 'next' : ''}`}>
      <span class="loose-icon">
        <Icon name={icons[item.kind]} />
      </span>
      <div class="grow">
        <p>
          <strong class="display">
            <bdi>{item.client?.name ?? ''}</bdi>
          </strong>{' '}
          <span class="soft">· {words.kinds[item.kind]}</span>
        </p>
        <p class="small soft">
          {item.at && <span class="first-up">{whenWords(item)}</span>}
          {item.at && aboutWords(item) && ' · '}
          {aboutWords(item) && (
            <span dir="auto" class="one-line">
              {aboutWords(item)}
            </span>
          )}
        </p>
      </div>
      <a class={`button ${isNext ? 'primary' : ''}`} href={looseEndLink(item)}>
        {words.todo[item.kind]}
        <span class="visually-hidden">: {item.client?.name}</span>
        {isNext && <kbd aria-hidden="true">{words.enterKey}</kbd>}
      </a>
    </li>
  );
}

/** A form is told by the first word of its key. */
function aboutWords(item: LooseEnd): string {
  if (item.kind !== 'form_not_saved') return item.text;
  const forms: { [key: string]: string } = t().finish.forms;
  return forms[item.text.split('-')[0]!] ?? forms.other!;
}

const whenWords = (item: LooseEnd): string =>
  item.kind === 'call_back_due' ? dueWords(item.at!) : dayAndTime(item.at!);

/** Honest in every state: all there, on the way, or only here. */
function AtOffice({ ends, now }: { ends: LooseEnds; now: State }) {
  const words = t().finish;
  const isAll = isAtOffice(ends, now);
  const mayClose = isAll && ends.items.length === 0;
  return (
    <section
      class={`at-office ${isAll ? 'there' : ''} ${mayClose ? 'all' : ''}`}
      aria-live="polite"
      aria-labelledby="at-office-title"
    >
      <Icon name={isAll ? 'office' : now.syncing ? 'sync' : 'laptop'} class={now.syncing ? 'turning' : ''} />
      <div class="stack gap2 grow">
        <h2 id="at-office-title">{headline(ends, now)}</h2>
        {!isAll && <NotYet now={now} ends={ends} />}
        {isAll && !ends.visits_today && <p>{t().office.allTitle}.</p>}
        {mayClose && <p class="close-lid">{words.closeLid}</p>}
        {isAll && !mayClose && <p class="soft">{words.looseFirst}</p>}
        {now.parked > 0 && (
          <Notice tone="mind" icon="parked">
            <p>
              {words.parked(now.parked)} <a href="#/sync">{words.see}</a>
            </p>
          </Notice>
        )}
      </div>
    </section>
  );
}

/** "8 of 8 visits are at the office, receipt R-1234." */
function headline(ends: LooseEnds, now: State): string {
  const words = t().finish;
  const parts = [
    ends.visits_today ? words.atOffice(ends.visits_at_office, ends.visits_today) : words.noVisits,
  ];
  const isAll = now.office_has_all && ends.visits_at_office === ends.visits_today;
  if (isAll && ends.visits_today > 0 && now.receipt) parts.push(words.receipt(now.receipt.receipt));
  const missing = ends.visits_today - ends.visits_at_office;
  // Parked or unfinished ones have left the laptop, so they are not "only here".
  const where = now.here + now.drafts > 0 ? words.stillHere : words.notThere;
  return `${parts.join(', ')}${missing > 0 ? `; ${where(missing)}` : ''}.`;
}

function NotYet({ ends, now }: { ends: LooseEnds; now: State }) {
  const words = t().finish;
  const count = now.here + now.drafts;
  // A draft that was left over has nobody who takes it: it stays until it is dropped.
  const stays = Math.min(now.drafts, ends.items.filter(({ kind }) => kind === 'left_over_draft').length);
  const hasMissingVisits = ends.visits_at_office < ends.visits_today;
  if (now.syncing) return <p class="soft">{words.sending}</p>;
  if (!count) return null;
  const waiting = hasMissingVisits ? ends.visits_today - ends.visits_at_office : count - stays;
  return (
    <>
      <p>
        {!hasMissingVisits && count > 0 && `${words.otherHere(count)}. `}
        {now.problem && `${words.offline} `}
        {stays > 0 && `${words.staysHere(stays)} `}
        {count > stays && (now.problem ? words.goByThemselves(waiting) : words.goSoon(waiting))}{' '}
        {now.problem && now.next_try_at && words.nextTry(dayAndTime(now.next_try_at))}
      </p>
      <div class="row">
        <Button icon="sync" kind={ends.items.length ? '' : 'primary'} onClick={send}>
          {words.sendNow}
        </Button>
        <p role="status" class="tried">
          {triedInVain() && t().common.sync.triedInVain(time(triedInVain()!))}
        </p>
      </div>
    </>
  );
}
