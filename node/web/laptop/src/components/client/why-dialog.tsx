import type { WhyHere } from '../../api/types';
import { t } from '../../i18n';
import { myName } from '../../model/me';
import { Button } from '../button';
import { Dialog } from '../dialog';
import { Notice } from '../notice';

interface Props {
  why: WhyHere;
  /** Who opened the case file. */
  createdBy: string;
  onClose: () => void;
}

export function WhyDialog({ why, createdBy, onClose }: Props) {
  const words = t().file.why;
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p>{why.cause === 'granted' && createdBy === myName() ? words.openedFirst : words[why.cause]}</p>
      {why.withdrawn && <Notice tone="mind">{words.withdrawn}</Notice>}
      <div class="stack gap1">
        <p>{words.parts}</p>
        <ul class="bullets">
          {why.compartments.map((name) => (
            <li key={name}>{words.compartment[name] ?? name}</li>
          ))}
        </ul>
      </div>
      <p class="soft">{words.ask}</p>
      <div>
        <Button kind="primary" onClick={onClose}>
          {t().common.close}
        </Button>
      </div>
    </Dialog>
  );
}
