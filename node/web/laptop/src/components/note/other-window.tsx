// Two windows with the same note: neither text is lost, and the person chooses.
import type { NoteDraft } from '../../api/types';
import { dayAndTime } from '../../format';
import { t } from '../../i18n';
import { fieldText } from '../../model/note-draft';
import { Button } from '../button';
import { Notice } from '../notice';

interface Props {
  other: NoteDraft;
  onTake: () => void;
  onKeepMine: () => void;
  onKeepBoth: () => void;
}

export function OtherWindow({ other, onTake, onKeepMine, onKeepBoth }: Props) {
  const words = t().note;
  return (
    <Notice tone="mind" live>
      <p>
        <strong>{words.otherTitle}</strong> {words.otherLead(dayAndTime(other.saved_at))}
      </p>
      <blockquote class="pre other-text" dir="auto">
        {fieldText(other, 'body') || t().note.draftNew}
      </blockquote>
      <div class="row gap2">
        <Button kind="primary" onClick={onKeepBoth}>
          {words.keepBoth}
        </Button>
        <Button onClick={onKeepMine}>{words.keepMine}</Button>
        <Button onClick={onTake}>{words.takeOther}</Button>
      </div>
    </Notice>
  );
}
