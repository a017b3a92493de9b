// A wrong measurement is voided with a reason; the right one, if there is one, is a record of its own.
import { useState } from 'preact/hooks';
import type { Edit, RecordView, VisitView } from '../../api/types';
import { t } from '../../i18n';
import { fieldOf, textOf } from '../../model/record';
import {
  BLOOD_PRESSURE,
  isPossible,
  isUpsideDown,
  observationFields,
  shownValue,
  typedUnit,
  typedValue,
  vitalOf,
} from '../../model/vitals';
import { myId } from '../../model/me';
import { Dialog } from '../dialog';
import { TextField } from '../field';
import { newRecordId, useKeptForm } from '../forms/kept-form';
import { KeptFormFrame } from '../forms/kept-form-frame';
import { Notice } from '../notice';
import { useSaving } from '../save-button';

interface Props {
  observation: RecordView;
  visit: VisitView;
  onClose: () => void;
}

export function MendVital({ observation, visit, onClose }: Props) {
  const words = t().visit;
  const vital = vitalOf(observation);
  const [unit] = useState(vital ? typedUnit(vital) : '');
  const form = useKeptForm(`correct-${observation.record.id}`, { value: '', reason: '' });
  const typed = String(form.values.value ?? '');
  const reason = String(form.values.reason ?? '');
  const [error, setError] = useState<{ value?: string; reason?: string }>({});
  const [asked, setAsked] = useState('');
  const saving = useSaving();
  const name = vital ? words.vital[vital.key] : textOf(observation, 'display');

  const submit = async () => {
    const isPressure = vital?.code === BLOOD_PRESSURE;
    const parts = typed.trim() ? typed.split(isPressure ? /[/\s]+/ : /$^/) : [];
    const values = parts.map((part) => typedValue(part, unit));
    const isWrong = values.some((v) => v === null || !Number.isFinite(v));
    if (parts.length && (isWrong || parts.length !== (isPressure ? 2 : 1)))
      return setError({ value: isPressure ? words.bothPressures : words.notNumber });
    if (!reason.trim()) return setError({ reason: t().common.required });
    const found = values as number[];
    const isStrange =
      vital && (found.some((v) => !isPossible(vital.possible, v)) || isUpsideDown(vital, found));
    if (isStrange && asked !== typed) return setAsked(typed);
    const edits: Edit[] = [{ do: 'void', id: observation.record.id, reason: reason.trim() }];
    if (vital && found.length) {
      const fields = observationFields({ vital, values: found }, visit.record.id, myId());
      // It was measured when the wrong one was.
      const at = fieldOf(observation, 'effective_at') ?? fields.effective_at!;
      const id = newRecordId(form);
      edits.push({ do: 'create', type: 'observation', id, fields: { ...fields, effective_at: at } });
    }
    if (await saving.run(() => form.submit([{ client_id: visit.client.id, edits }]))) onClose();
  };

  const isAsking = asked !== '' && asked === typed;
  return (
    <Dialog title={words.mendTitle(name)} onClose={onClose}>
      <KeptFormFrame
        form={form}
        saving={saving}
        onSubmit={submit}
        onClose={onClose}
        saveKind={typed.trim() ? 'primary' : 'danger'}
        saveLabel={isAsking ? words.itIsRight : typed.trim() ? words.mendSave : words.mendVoid}
      >
        <p class="soft">{words.mendLead(`${shownValue(observation)} ${unit}`.trim())}</p>
        {vital && (
          <TextField
            label={[words.rightValue, unit].filter(Boolean).join(', ')}
            hint={vital.code === BLOOD_PRESSURE ? '128/82' : undefined}
            optional
            inputMode={vital.code === BLOOD_PRESSURE ? 'text' : 'decimal'}
            value={typed}
            error={error.value}
            onInput={(now) => {
              form.set('value', now);
              setError({});
            }}
            autofocus
          />
        )}
        <TextField
          label={words.mendWhy}
          value={reason}
          error={error.reason}
          onInput={(now) => {
            form.set('reason', now);
            setError({});
          }}
        />
        {isAsking && (
          <Notice tone="alert" live>
            {words.reallySo(`${name} ${typed} ${unit}`.trim())}
          </Notice>
        )}
      </KeptFormFrame>
    </Dialog>
  );
}
