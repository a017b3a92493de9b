// What can be done with a visit from any list: start, end, move, repeat, or say why it did not take place.
import { useState } from 'preact/hooks';
import { save } from '../../api/client';
import type { Edit, Save, VisitView } from '../../api/types';
import { codeLabel, t } from '../../i18n';
import { myId, myName } from '../../model/me';
import { textOf } from '../../model/record';
import { endEdits, startEdits, type Place } from '../../model/visit-times';
import { go } from '../../router';
import { Button } from '../button';
import { Icon, type IconName } from '../icon';
import { Menu } from '../menu';
import { SaveProblem, useSaving } from '../save-button';
import { MoveDialog } from './move-dialog';
import { PlanPanel } from './plan-panel';
import { StatusDialog, type Unmet } from './status-dialog';
import { useEnd } from './use-end';
import { useStart } from './use-start';

/** Starts it; `alsoEnd`: the one that ran until now, in the same save. */
export async function startVisit(
  visit: VisitView,
  place: Place | null = null,
  alsoEnd?: VisitView,
): Promise<void> {
  const start = { client_id: visit.client.id, edits: startEdits(visit, myName(), myId(), place) };
  await save([...endOf(alsoEnd), start]);
}

export const endOf = (visit: VisitView | undefined): Save[] =>
  visit ? [{ client_id: visit.client.id, edits: endEdits(visit, myName()) }] : [];

/** Starts at once and opens the visit. */
export function StartButton({ visit, isMain }: { visit: VisitView; isMain: boolean }) {
  const saving = useSaving();
  const starting = useStart();
  const begin = async (alsoEnd?: VisitView) => {
    const work = () => startVisit(visit, null, alsoEnd);
    if (await saving.run(work, t().day.started)) go(`#/visit/${visit.record.id}`);
  };
  return (
    <>
      <Button
        kind={isMain ? 'primary' : ''}
        icon="play"
        disabled={saving.isBusy || starting.isAsking}
        onClick={() => void starting.ask(begin)}
      >
        {t().day.start}
        <span class="visually-hidden">: {visit.client.name}</span>
      </Button>
      {starting.question}
      <SaveProblem error={saving.error} />
    </>
  );
}

export function EndButton({ visit }: { visit: VisitView }) {
  const saving = useSaving();
  const ending = useEnd(visit, textOf(visit, 'outcome'), textOf(visit, 'outcome_reason'));
  const end = (edits: Edit[]) =>
    void saving.run(() => save([{ client_id: visit.client.id, edits }]), t().day.ended);
  return (
    <>
      <Button
        icon="stop"
        disabled={saving.isBusy}
        onClick={() => ending.ask(end)}
      >
        {t().day.end}
        <span class="visually-hidden">: {visit.client.name}</span>
      </Button>
      {ending.question}
      <SaveProblem error={saving.error} />
    </>
  );
}

type Asked = Unmet | 'move' | 'repeat' | null;

const unmet: { status: Unmet; icon: IconName }[] = [
  { status: 'attempted', icon: 'home' },
  { status: 'no_show', icon: 'person' },
  { status: 'refused', icon: 'cross' },
  { status: 'cancelled', icon: 'calendar' },
];

export function VisitMenu({ visit }: { visit: VisitView }) {
  const [asked, setAsked] = useState<Asked>(null);
  const words = t().day;
  const close = () => setAsked(null);
  const isPlanned = textOf(visit, 'status') === 'planned';
  // A visit with clock events took place: it is not cancelled any more.
  const offered = unmet.filter(({ status }) => isPlanned || status !== 'cancelled');
  return (
    <>
      <Menu label={words.actions(visit.client.name)}>
        {isPlanned && (
          <button type="button" onClick={() => setAsked('move')}>
            <Icon name="clock" />
            {words.move}
          </button>
        )}
        <button type="button" onClick={() => setAsked('repeat')}>
          <Icon name="repeat" />
          {words.repeat}
        </button>
        {offered.map(({ status, icon }) => (
          <button type="button" key={status} onClick={() => setAsked(status)}>
            <Icon name={icon} />
            {status === 'cancelled' ? words.cancelVisit : codeLabel(status, 'status', 'visit')}
          </button>
        ))}
      </Menu>
      {asked === 'move' && <MoveDialog visit={visit} onClose={close} />}
      {asked === 'repeat' && <PlanPanel like={visit} onClose={close} />}
      {asked && asked !== 'move' && asked !== 'repeat' && (
        <StatusDialog visit={visit} status={asked} onClose={close} />
      )}
    </>
  );
}
