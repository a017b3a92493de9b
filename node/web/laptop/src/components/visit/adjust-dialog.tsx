import { useState } from 'preact/hooks';
import { save } from '../../api/client';
import type { Edit, Json, VisitView } from '../../api/types';
import { fromInput, toInput } from '../../format';
import { t } from '../../i18n';
import { myName } from '../../model/me';
import { textOf } from '../../model/record';
import { actualTimes, correctionsOf } from '../../model/visit-times';
import { Button } from '../button';
import { Dialog } from '../dialog';
import { SelectField, TextField } from '../field';
import { SaveButton, SaveProblem, useSaving } from '../save-button';

export function AdjustDialog({ visit, onClose }: { visit: VisitView; onClose: () => void }) {
  const words = t().visit;
  const actual = actualTimes(visit);
  // Of a colleague's correction nothing is put into one's own mouth.
  const before = correctionsOf(visit).find((times) => times.user === myName());
  const [seen] = useState(visit.seen.adjusted_times ?? []);
  const [seenStatus] = useState(visit.seen.status ?? []);
  const isPlanned = textOf(visit, 'status') === 'planned';
  const isRunning = textOf(visit, 'status') === 'in_progress';
  const [start, setStart] = useState(toInput(before?.start ?? actual.start ?? (textOf(visit, 'planned_start') || new Date())));
  const [end, setEnd] = useState(() => (before?.end ? toInput(before.end) : firstEnd(visit)));
  const [reason, setReason] = useState(before?.reason ?? (isPlanned ? 'forgot_start' : 'forgot_end'));
  const [memo, setMemo] = useState(before?.memo ?? '');
  const [error, setError] = useState('');
  const saving = useSaving();

  const begin = (at: string) => {
    setStart(at);
    setError('');
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const from = fromInput(start);
    const to = fromInput(end);
    const now = new Date().toISOString();
    if (!from || from > now) return setError(words.startInFuture);
    // The start alone is corrected while the visit runs.
    if (!to && (!isRunning || end)) return setError(words.endNeeded);
    if (to && to <= from) return setError(words.endBeforeStart);
    if (to && to > now) return setError(words.endInFuture);
    const value: Json = {
      start: from,
      ...(to && { end: to }),
      reason,
      memo: memo.trim(),
      user: myName(),
      time: now,
    };
    const edits: Edit[] = [{ do: 'set', id: visit.record.id, field: 'adjusted_times', value, seen }];
    // A visit that has an end is over: one that was never started, and one that was not ended.
    if (to && (isPlanned || isRunning))
      edits.push({ do: 'set', id: visit.record.id, field: 'status', value: 'completed', seen: seenStatus });
    const done = await saving.run(() => save([{ client_id: visit.client.id, edits }]));
    if (done) onClose();
  };

  return (
    <Dialog title={words.adjustTitle} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <p class="soft">{words.adjustLead}</p>
        <div class="form-grid">
          <TextField label={words.adjustStart} type="datetime-local" value={start} onInput={begin} />
          <TextField
            label={words.adjustEnd}
            type="datetime-local"
            value={end}
            hint={isRunning ? words.adjustEndHint : undefined}
            onInput={(at) => {
              setEnd(at);
              setError('');
            }}
            error={error}
          />
        </div>
        <SelectField
          label={words.adjustReason}
          value={reason}
          onChange={setReason}
          options={Object.entries(words.adjustReasons).map(([value, label]) => ({ value, label }))}
        />
        <TextField
          label={words.adjustMemo}
          optional={reason !== 'other'}
          required={reason === 'other'}
          value={memo}
          onInput={setMemo}
        />
        <SaveProblem error={saving.error} />
        <div class="form-actions">
          <SaveButton saving={saving}>{t().common.save}</SaveButton>
          <Button kind="quiet" onClick={onClose}>
            {t().common.cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Of a visit that runs nobody knows the end yet: only one that was forgotten is filled in. */
function firstEnd(visit: VisitView): string {
  const { end } = actualTimes(visit);
  if (end) return toInput(end);
  const planned = textOf(visit, 'planned_end');
  const now = new Date();
  const isOver = planned !== '' && planned <= now.toISOString();
  if (isOver) return toInput(planned);
  return textOf(visit, 'status') === 'in_progress' ? '' : toInput(now);
}
