import { useState } from 'preact/hooks';
import { write } from '../../api/client';
import type { NoteDraft } from '../../api/types';
import { t } from '../../i18n';
import { dropRescued } from '../../model/note-rescue';
import { go } from '../../router';
import { Button } from '../button';
import { Dialog } from '../dialog';
import { SaveProblem, useSaving } from '../save-button';
import { forgetFreshId } from '../visit/note-links';

/** `after`: where the person goes then, when that is not the visit or the client. */
export function DiscardButton({ draft, after }: { draft: NoteDraft; after?: string }) {
  const words = t().note;
  const [isAsking, setAsking] = useState(false);
  const saving = useSaving();
  const discard = async () => {
    if (!(await saving.run(() => write(`/api/notes/${draft.id}/discard`), words.discarded))) return;
    forgetFreshId(draft.id);
    dropRescued(draft.id);
    go(after ?? (draft.visit_id ? `#/visit/${draft.visit_id}` : `#/client/${draft.client_id}`));
  };
  return (
    <>
      <Button kind="quiet" size="small" onClick={() => setAsking(true)}>
        {words.discard}
      </Button>
      {isAsking && (
        <Dialog title={words.discard} onClose={() => setAsking(false)}>
          <p>{words.discardSure}</p>
          <SaveProblem error={saving.error} />
          <div class="form-actions">
            <Button kind="danger" disabled={saving.isBusy} onClick={discard}>
              {words.discard}
            </Button>
            <Button kind="quiet" onClick={() => setAsking(false)}>
              {t().common.cancel}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
