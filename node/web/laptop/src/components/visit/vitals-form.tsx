// Vital signs of a visit: one row of boxes, what was measured last time beside each. Limits warn, they never
// refuse.
import { newId, save } from '../../api/client';
import type { CaseFile, Edit, RecordView, VisitView } from '../../api/types';
import { date } from '../../format';
import { t } from '../../i18n';
import { myId } from '../../model/me';
import { ofType, textOf } from '../../model/record';
import {
  BLOOD_PRESSURE,
  isPlausible,
  observationFields,
  shownValue,
  typedValue,
  vitalOf,
  vitals,
  vitalsOfVisit,
  type Vital,
  type VitalInput,
} from '../../model/vitals';
import { TextField } from '../field';
import { useKeptForm } from '../forms/kept-form';
import { MarkBadge } from '../mark-badge';
import { SaveButton, SaveProblem, useSaving } from '../save-button';

type Typed = Record<string, string>;

function keysOf(vital: Vital): string[] {
  return vital.code === BLOOD_PRESSURE ? ['systolic', 'diastolic'] : [vital.key];
}

function errorOf(vital: Vital, typed: Typed): string {
  const values = keysOf(vital).map((key) => typedValue(typed[key]));
  if (values.some((v) => v !== null && !Number.isFinite(v))) return t().visit.notNumber;
  if (values.some((v) => v === null) && values.some((v) => v !== null)) return t().visit.bothPressures;
  return '';
}

function warningOf(vital: Vital, typed: string | undefined): string {
  const found = typedValue(typed);
  if (found === null || !Number.isFinite(found)) return '';
  const [low, high] = vital.code === BLOOD_PRESSURE ? [30, 260] : vital.plausible;
  return isPlausible({ ...vital, plausible: [low, high] }, found) ? '' : t().visit.unusual;
}

function inputsOf(typed: Typed): VitalInput[] {
  return vitals.flatMap((vital) => {
    const values = keysOf(vital).map((key) => typedValue(typed[key]));
    return values.every((v) => v !== null) ? [{ vital, values: values as number[] }] : [];
  });
}

export function VitalsForm({ visit, file }: { visit: VisitView; file: CaseFile }) {
  const words = t().visit;
  const form = useKeptForm(`vitals-${visit.record.id}`, {});
  const saving = useSaving();
  const typed = form.values as Typed;
  const inputs = inputsOf(typed);
  const hasError = vitals.some((vital) => errorOf(vital, typed));

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!inputs.length || hasError) return;
    const edits = inputs.map(
      (input): Edit => ({
        do: 'create',
        type: 'observation',
        id: newId(),
        fields: observationFields(input, visit.record.id, myId()),
      }),
    );
    if (await saving.run(() => save([{ client_id: visit.client.id, edits }]))) form.startOver();
  };

  return (
    <section class="card stack" aria-labelledby="vitals-title">
      <h2 id="vitals-title">{words.vitals}</h2>
      <Measured visit={visit} file={file} />
      <form class="stack" onSubmit={submit}>
        <div class="vitals-grid">
          {vitals.map((vital) => (
            <VitalField
              key={vital.key}
              vital={vital}
              typed={typed}
              last={lastOf(file, vital, visit)}
              onInput={form.set}
            />
          ))}
        </div>
        <SaveProblem error={saving.error} />
        <div class="form-actions">
          <SaveButton saving={saving} kind="" disabled={!inputs.length || hasError}>
            {words.saveVitals}
          </SaveButton>
        </div>
      </form>
    </section>
  );
}

function lastOf(file: CaseFile, vital: Vital, visit: VisitView): RecordView | undefined {
  return ofType(file.records, 'observation')
    .filter((o) => textOf(o, 'code') === vital.code && textOf(o, 'visit_id') !== visit.record.id)
    .sort((a, b) => textOf(a, 'effective_at').localeCompare(textOf(b, 'effective_at')))
    .at(-1);
}

interface FieldProps {
  vital: Vital;
  typed: Typed;
  last: RecordView | undefined;
  onInput: (key: string, value: string) => void;
}

/** The converted value while 98.6F is typed, else what it was last time. */
function hintOf(vital: Vital, typed: string | undefined, last: RecordView | undefined): string | undefined {
  const words = t().visit;
  const value = typedValue(typed);
  if (typed && /[a-z]\s*$/i.test(typed) && value !== null && Number.isFinite(value))
    return words.converted(`${value} ${vital.shownUnit}`);
  if (last) return words.lastValue(shownValue(last), date(textOf(last, 'effective_at')));
  return vital.key === 'temperature' || vital.key === 'weight' ? words.measureHint : undefined;
}

function VitalField({ vital, typed, last, onInput }: FieldProps) {
  const words = t().visit;
  const label = [words.vital[vital.key], vital.shownUnit].filter(Boolean).join(', ');
  const hint = hintOf(vital, typed[vital.key], last);
  const error = errorOf(vital, typed);
  if (vital.code !== BLOOD_PRESSURE) {
    return (
      <TextField
        label={label}
        hint={hint}
        inputMode="decimal"
        value={typed[vital.key] ?? ''}
        error={error}
        warning={warningOf(vital, typed[vital.key])}
        onInput={(v) => onInput(vital.key, v)}
      />
    );
  }
  return (
    <fieldset class="field pressure">
      <legend>{label}</legend>
      <span class="hint">{hint}</span>
      <div class="pressure-boxes">
        <TextField
          label={words.systolic}
          inputMode="numeric"
          value={typed.systolic ?? ''}
          warning={warningOf(vital, typed.systolic)}
          onInput={(v) => onInput('systolic', v)}
        />
        <TextField
          label={words.diastolic}
          inputMode="numeric"
          value={typed.diastolic ?? ''}
          warning={warningOf(vital, typed.diastolic)}
          onInput={(v) => onInput('diastolic', v)}
        />
      </div>
      {error && <span class="error">{error}</span>}
    </fieldset>
  );
}

function Measured({ visit, file }: { visit: VisitView; file: CaseFile }) {
  const found = vitalsOfVisit(file.records, visit.record.id);
  if (!found.length) return null;
  return (
    <ul class="measured" aria-label={t().visit.measured}>
      {found.map((observation) => {
        const vital = vitalOf(observation);
        return (
          <li key={observation.record.id}>
            <span class="soft small">
              {vital ? t().visit.vital[vital.key] : textOf(observation, 'display')}
            </span>
            <span class="measured-value">
              {shownValue(observation)}{' '}
              <span class="small soft">{vital?.shownUnit ?? textOf(observation, 'unit')}</span>
            </span>
            <MarkBadge mark={observation.mark} />
          </li>
        );
      })}
    </ul>
  );
}
