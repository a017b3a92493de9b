// A visit that nobody planned: made and begun in one save.
import { useState } from 'preact/hooks';
import { newId, save } from '../../api/client';
import type { ClientCard, Json, VisitView } from '../../api/types';
import { codeLabel, t } from '../../i18n';
import { myId, myName } from '../../model/me';
import { clockEvent, utcOffset } from '../../model/visit-times';
import { go } from '../../router';
import { Button } from '../button';
import { Dialog } from '../dialog';
import { SaveProblem, useSaving } from '../save-button';
import { ClientPicker } from './client-picker';
import { useStart } from './use-start';
import { endOf } from './visit-actions';

function fieldsNow(): { [field: string]: Json } {
  const now = new Date().toISOString();
  const fields: { [field: string]: Json } = {
    contact_kind: 'home',
    location_kind: 'home',
    status: 'in_progress',
    // Where it stands in the day; nobody planned an end.
    planned_start: now,
    clock_events: [clockEvent('in', myName(), null)],
    utc_offset_minutes: utcOffset(),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  if (myId()) fields.worker_id = myId();
  return fields;
}

export function UnplannedButton({ client }: { client?: ClientCard }) {
  const words = t().day;
  const [isOpen, setOpen] = useState(false);
  const [inactive, setInactive] = useState<ClientCard | null>(null);
  const saving = useSaving();
  const starting = useStart();

  const begin = (card: ClientCard) => async (alsoEnd?: VisitView) => {
    const id = newId();
    const edits = [{ do: 'create' as const, type: 'visit', id, fields: fieldsNow() }];
    const work = () => save([...endOf(alsoEnd), { client_id: card.id, edits }]);
    if (!(await saving.run(work, words.started))) return;
    setOpen(false);
    setInactive(null);
    go(`#/visit/${id}`);
  };
  const choose = (card: ClientCard) =>
    card.is_inactive ? setInactive(card) : void starting.ask(begin(card));
  return (
    <>
      <Button
        icon="play"
        disabled={saving.isBusy || starting.isAsking}
        onClick={() => (client ? choose(client) : setOpen(true))}
      >
        {words.startUnplanned}
      </Button>
      {isOpen && !inactive && (
        <Dialog title={words.startUnplanned} onClose={() => setOpen(false)}>
          <div class="stack unplanned">
            <p class="soft">{words.unplannedLead}</p>
            <ClientPicker onChoose={choose} />
            <SaveProblem error={saving.error} />
          </div>
        </Dialog>
      )}
      {inactive && (
        <Dialog title={words.startUnplanned} onClose={() => setInactive(null)}>
          <div class="stack">
            <p>{words.inactiveStart(inactive.name, codeLabel(inactive.status, 'status', 'client'))}</p>
            <div class="form-actions">
              <Button kind="primary" onClick={() => void starting.ask(begin(inactive))}>
                {words.startAnyway}
              </Button>
              <Button kind="quiet" onClick={() => setInactive(null)}>
                {t().common.cancel}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
      {starting.question}
      {!isOpen && <SaveProblem error={saving.error} />}
    </>
  );
}
