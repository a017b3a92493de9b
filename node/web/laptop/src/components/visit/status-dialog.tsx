// One action for a visit that did not take place: which of the four, and why.
import { useState } from 'preact/hooks';
import { save } from '../../api/client';
import type { VisitView } from '../../api/types';
import { t } from '../../i18n';
import { Button } from '../button';
import { Dialog } from '../dialog';
import { AreaField } from '../field';
import { SaveButton, SaveProblem, useSaving } from '../save-button';

export type Unmet = 'attempted' | 'no_show' | 'refused' | 'cancelled';

interface Props {
  visit: VisitView;
  status: Unmet;
  onClose: () => void;
}

export function StatusDialog({ visit, status, onClose }: Props) {
  const words = t().day;
  const [reason, setReason] = useState('');
  const [error, setError] = useState('');
  const saving = useSaving();
  const id = visit.record.id;
  const give = (words: string) => {
    setReason(words);
    setError('');
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!reason.trim()) return setError(t().common.required);
    const done = await saving.run(() =>
      save([
        {
          client_id: visit.client.id,
          edits: [
            { do: 'set', id, field: 'status', value: status, seen: visit.seen.status ?? [] },
            {
              do: 'set',
              id,
              field: 'status_reason',
              value: reason.trim(),
              seen: visit.seen.status_reason ?? [],
            },
          ],
        },
      ]),
    );
    if (done) onClose();
  };
  return (
    <Dialog title={words.reasonTitle[status]} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <p class="soft" dir="auto">
          {visit.client.name}
        </p>
        <div class="choices">
          {words.reasonChoices[status].map((choice) => (
            <Button size="small" key={choice} onClick={() => give(choice)}>
              {choice}
            </Button>
          ))}
        </div>
        <AreaField
          label={words.reason}
          hint={words.reasonHint}
          value={reason}
          onInput={give}
          error={error}
          rows={2}
          autofocus
        />
        <SaveProblem error={saving.error} />
        <div class="form-actions">
          <SaveButton saving={saving}>{t().common.save}</SaveButton>
          <Button kind="quiet" onClick={onClose}>
            {t().common.back}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
