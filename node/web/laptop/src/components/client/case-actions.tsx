import { useState } from 'preact/hooks';
import { newId } from '../../api/client';
import { t } from '../../i18n';
import { go } from '../../router';
import { Button } from '../button';
import { Icon } from '../icon';
import { Menu } from '../menu';
import { PlanPanel } from '../visit/plan-panel';
import { CallPanel } from './call-panel';
import { useCase } from './case-context';
import { WhyDialog } from './why-dialog';

const addable = [
  'task',
  'medication',
  'allergy',
  'condition',
  'related_person',
  'care_team_member',
  'consent',
] as const;

export function CaseActions() {
  const { file, openForm } = useCase();
  const [open, setOpen] = useState<'call' | 'plan' | 'why' | null>(null);
  const words = t().file;
  const close = () => setOpen(null);
  const print = () => {
    location.hash = `#/client/${file.card.id}/summary`;
    setTimeout(() => window.print(), 150);
  };
  return (
    <>
      <Button icon="phone" onClick={() => setOpen('call')}>
        {words.logCall}
      </Button>
      <Button icon="calendar" onClick={() => setOpen('plan')}>
        {words.planVisit}
      </Button>
      <Button kind="primary" icon="note" onClick={() => go(`#/note/${newId()}?client=${file.card.id}`)}>
        {words.writeNote}
      </Button>
      <Menu label={t().common.more}>
        {addable.map((type) => (
          <button type="button" key={type} onClick={() => openForm(type)}>
            <Icon name="plus" />
            {words.form.add[type]}
          </button>
        ))}
        <button type="button" onClick={print}>
          <Icon name="print" />
          {words.printSummary}
        </button>
        <button type="button" onClick={() => setOpen('why')}>
          <Icon name="question" />
          {words.whyHere}
        </button>
      </Menu>
      {open === 'call' && <CallPanel file={file} onClose={close} />}
      {open === 'plan' && <PlanPanel client={file.card} onClose={close} />}
      {open === 'why' && <WhyDialog why={file.why} createdBy={file.client.created_by} onClose={close} />}
    </>
  );
}
