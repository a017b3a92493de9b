import { useState } from 'preact/hooks';
import { save } from '../../api/client';
import type { Edit, RecordView } from '../../api/types';
import { localDate } from '../../format';
import { t } from '../../i18n';
import { recordTitle } from '../../model/record-words';
import { textOf } from '../../model/record';
import { Button } from '../button';
import { Dialog } from '../dialog';
import { AreaField } from '../field';
import { SaveButton, SaveProblem, useSaving } from '../save-button';

const isStopped = (drug: RecordView) => ['stopped', 'completed'].includes(textOf(drug, 'status'));

/** Stopped today, and why. */
export function StopMedication({ drug }: { drug: RecordView }) {
  const [isAsking, setAsking] = useState(false);
  if (isStopped(drug) || drug.is_void) return null;
  return (
    <>
      <Button size="small" icon="stop" class="no-print" onClick={() => setAsking(true)}>
        {t().file.stop}
        <span class="visually-hidden">: {recordTitle(drug)}</span>
      </Button>
      {isAsking && <StopDialog drug={drug} onClose={() => setAsking(false)} />}
    </>
  );
}

function StopDialog({ drug, onClose }: { drug: RecordView; onClose: () => void }) {
  const words = t().file;
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  // What was shown when it was asked for, whatever arrives meanwhile.
  const [seen] = useState(drug.seen);
  const saving = useSaving();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!reason.trim()) return setMissing(true);
    const fields = { status: 'stopped', stop_date: localDate(new Date()), status_reason: reason.trim() };
    const edits = Object.entries(fields).map(
      ([field, value]): Edit => ({ do: 'set', id: drug.record.id, field, value, seen: seen[field] ?? [] }),
    );
    const work = () => save([{ client_id: drug.record.client_id, edits }]);
    if (await saving.run(work, words.stoppedSaved)) onClose();
  };
  return (
    <Dialog title={words.stopTitle(recordTitle(drug))} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <AreaField
          label={words.stopWhy}
          rows={2}
          value={reason}
          onInput={setReason}
          autofocus
          error={isMissing && !reason.trim() ? t().common.required : undefined}
        />
        <SaveProblem error={saving.error} />
        <div class="form-actions">
          <SaveButton saving={saving}>{words.stopToday}</SaveButton>
          <Button kind="quiet" onClick={onClose}>
            {t().common.cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
