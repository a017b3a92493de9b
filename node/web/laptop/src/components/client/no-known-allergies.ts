import { newId, save } from '../../api/client';
import type { Uuid } from '../../api/types';
import { localDate } from '../../format';
import { messagesIn, t } from '../../i18n';
import type { Saving } from '../save-button';

/** That somebody asked and there are none is a fact of its own. */
export function saveNoKnownAllergies(saving: Saving, clientId: Uuid): Promise<boolean> {
  const fields = {
    display: messagesIn('en').file.form.noKnown,
    allergy_kind: 'none_known',
    status: 'active',
    source: 'client',
    recorded_date: localDate(new Date()),
  };
  const edits = [{ do: 'create' as const, type: 'allergy', id: newId(), fields }];
  return saving.run(() => save([{ client_id: clientId, edits }]), t().file.form.noKnownSaved);
}
