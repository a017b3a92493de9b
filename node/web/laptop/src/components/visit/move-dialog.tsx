import { useState } from 'preact/hooks';
import { save } from '../../api/client';
import type { VisitView } from '../../api/types';
import { addDays, list } from '../../format';
import { t } from '../../i18n';
import { textOf } from '../../model/record';
import { minutesBetween } from '../../model/visit-times';
import { Button } from '../button';
import { Dialog } from '../dialog';
import { SaveButton, SaveProblem, useSaving } from '../save-button';
import { useClash } from './use-clash';
import { whenOf, whenTimes, WhenFields } from './when-fields';

/** The day after today, at the hour that was planned. */
function tomorrow(planned: string, minutes: number) {
  const at = new Date(planned || Date.now());
  const day = addDays(new Date(), 1);
  day.setHours(at.getHours(), at.getMinutes(), 0, 0);
  return whenOf(day, minutes);
}

export function MoveDialog({ visit, onClose }: { visit: VisitView; onClose: () => void }) {
  const words = t().day;
  const start = textOf(visit, 'planned_start');
  const minutes = minutesBetween(start, textOf(visit, 'planned_end')) ?? 60;
  // A conflict is found against what this form showed when it was opened, not against what arrived since.
  const [seen] = useState(visit.seen);
  const [when, setWhen] = useState(whenOf(start ? new Date(start) : new Date(), minutes));
  const clash = useClash(whenTimes(when), visit);
  const saving = useSaving();
  const id = visit.record.id;
  const submit = async (event: Event) => {
    event.preventDefault();
    const times = whenTimes(when);
    if (!times) return;
    const done = await saving.run(
      () =>
        save([
          {
            client_id: visit.client.id,
            edits: [
              {
                do: 'set',
                id,
                field: 'planned_start',
                value: times.start.toISOString(),
                seen: seen.planned_start ?? [],
              },
              {
                do: 'set',
                id,
                field: 'planned_end',
                value: times.end.toISOString(),
                seen: seen.planned_end ?? [],
              },
            ],
          },
        ]),
      words.moved,
    );
    if (done) onClose();
  };
  return (
    <Dialog title={words.moveTitle(visit.client.name)} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <div>
          <Button size="small" icon="arrow" onClick={() => setWhen(tomorrow(start, minutes))}>
            {words.tomorrowSameTime}
          </Button>
        </div>
        <WhenFields when={when} onChange={setWhen} />
        <p class="small soft" role="status">
          {clash.length > 0 && words.sameTime(list(clash))}
        </p>
        <SaveProblem error={saving.error} />
        <div class="form-actions">
          <SaveButton saving={saving} disabled={!whenTimes(when)}>
            {t().common.save}
          </SaveButton>
          <Button kind="quiet" onClick={onClose}>
            {t().common.cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
