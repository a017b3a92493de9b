// After the signature: what can still be done with it, and where the day goes on.
import { signal } from '@preact/signals';
import { useResource } from '../../api/store';
import type { LooseEnds } from '../../api/types';
import { t } from '../../i18n';
import { rangeQuery } from '../../model/day';
import { looseEndLink } from '../../model/loose-ends';
import { go } from '../../router';
import { Button, LinkButton } from '../button';
import { Notice } from '../notice';
import { useEnter } from '../use-enter';

/** Notes that were signed in this window: the way on stays when they have left. */
const signedNow = signal<readonly string[]>([]);

export const wasSignedNow = (noteId: string): boolean => signedNow.value.includes(noteId);

export function rememberSigned(noteId: string): void {
  if (!wasSignedNow(noteId)) signedNow.value = [...signedNow.value, noteId];
}

/** `onUndo`: it is still here, and the signature can be taken back. */
export function SignedNotice({ onUndo, hasArrived }: { onUndo?: () => void; hasArrived?: boolean }) {
  const words = t().note;
  const ends = useResource<LooseEnds>(`/api/loose-ends?${rangeQuery(new Date(), 1)}`);
  const next = ends.data?.items[0];
  const way = next ? looseEndLink(next) : '#/finish';
  useEnter(() => go(way));
  return (
    <Notice tone="good">
      <p>
        <strong>{hasArrived ? words.signedThere : words.signed}.</strong>{' '}
        {onUndo ? words.undoHint : hasArrived ? words.hasArrived : words.hasLeft}
      </p>
      <div class="row gap2">
        <LinkButton href={way} kind="primary" icon="arrow">
          {next || !ends.data ? words.backToFinish : t().finish.title}
        </LinkButton>
        <LinkButton href="#/today">{t().common.backToToday}</LinkButton>
        {onUndo && (
          <Button kind="quiet" icon="undo" onClick={onUndo}>
            {words.undo}
          </Button>
        )}
      </div>
    </Notice>
  );
}
