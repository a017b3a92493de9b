// One action for a visit that did not take place: which of the four, and why.
import { useState } from 'preact/hooks';
import type { VisitView } from '../../api/types';
import { t } from '../../i18n';
import { Button } from '../button';
import { Dialog } from '../dialog';
import { AreaField } from '../field';
import { useKeptForm } from '../forms/kept-form';
import { KeptFormFrame } from '../forms/kept-form-frame';
import { useSaving } from '../save-button';
import { typedText, typeText } from './visit-forms';

export type Unmet = 'attempted' | 'no_show' | 'refused' | 'cancelled';

interface Props {
  visit: VisitView;
  status: Unmet;
  onClose: () => void;
}

export function StatusDialog({ visit, status, onClose }: Props) {
  const words = t().day;
  const form = useKeptForm(`attempt-${visit.record.id}`, { text: '' });
  const reason = typedText(form);
  const [error, setError] = useState('');
  const saving = useSaving();
  const id = visit.record.id;
  const give = (words: string) => {
    typeText(form, words);
    setError('');
  };
  const submit = async () => {
    if (!reason.trim()) return setError(t().common.required);
    const done = await saving.run(() =>
      form.submit([
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
      <KeptFormFrame
        form={form}
        saving={saving}
        onSubmit={submit}
        onClose={onClose}
        backLabel={t().common.back}
      >
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
      </KeptFormFrame>
    </Dialog>
  );
}
