// Vital signs of a visit: one row of boxes, what was measured last time beside each. Limits warn; what
// nobody lives with is asked about once, and never refused.
import { useState } from 'preact/hooks';
import { newId } from '../../api/client';
import type { CaseFile, Edit, RecordView, VisitView } from '../../api/types';
import { date, list } from '../../format';
import { t } from '../../i18n';
import { myId } from '../../model/me';
import { ofType, textOf } from '../../model/record';
import {
  BLOOD_PRESSURE,
  isPossible,
  isSwitchable,
  isUpsideDown,
  observationFields,
  shownUnit,
  shownValue,
  typedUnit,
  typedValue,
  vitalOf,
  vitals,
  vitalsOfVisit,
  type Vital,
  type VitalInput,
} from '../../model/vitals';
import { fromStored, type ShownUnit } from '../../model/units';
import { Button } from '../button';
import { TextField } from '../field';
import { useKeptForm } from '../forms/kept-form';
import { KeptState } from '../forms/kept-form-frame';
import { Icon } from '../icon';
import { MarkBadge } from '../mark-badge';
import { Notice } from '../notice';
import { SaveButton, SaveProblem, useSaving } from '../save-button';
import { MendVital } from './mend-vital';
import { UnitSwitch } from './unit-switch';

type Typed = Record<string, string>;

function keysOf(vital: Vital): string[] {
  return vital.code === BLOOD_PRESSURE ? ['systolic', 'diastolic'] : [vital.key];
}

/** A box keeps the unit in which it was filled in, also when the form is opened again later. */
const unitFor = (vital: Vital, typed: Typed): string =>
  (typed[vital.key]?.trim() && typed[`${vital.key}_unit`]) || typedUnit(vital);

const valuesOf = (vital: Vital, typed: Typed): (number | null)[] =>
  keysOf(vital).map((key) => typedValue(typed[key], unitFor(vital, typed)));

function errorOf(vital: Vital, typed: Typed): string {
  const values = valuesOf(vital, typed);
  if (values.some((v) => v !== null && !Number.isFinite(v))) return t().visit.notNumber;
  if (values.some((v) => v === null) && values.some((v) => v !== null)) return t().visit.bothPressures;
  return '';
}

const limitsOf = (vital: Vital, key: string): [number, number] =>
  key === 'diastolic' ? [15, 200] : vital.possible;

const isImpossible = (vital: Vital, typed: Typed): boolean =>
  isUpsideDown(vital, valuesOf(vital, typed)) ||
  keysOf(vital).some((key, i) => {
    const found = valuesOf(vital, typed)[i] ?? null;
    return found !== null && Number.isFinite(found) && !isPossible(limitsOf(vital, key), found);
  });

function warningOf(vital: Vital, key: string, typed: Typed): string {
  const found = typedValue(typed[key], unitFor(vital, typed));
  if (found === null || !Number.isFinite(found)) return '';
  if (!isPossible(limitsOf(vital, key), found)) return t().visit.impossible;
  if (key === 'diastolic' && isUpsideDown(vital, valuesOf(vital, typed))) return t().visit.upsideDown;
  const plausible: [number, number] = vital.code === BLOOD_PRESSURE ? [30, 260] : vital.plausible;
  return isPossible(plausible, found) ? '' : t().visit.unusual;
}

function inputsOf(typed: Typed): VitalInput[] {
  return vitals.flatMap((vital) => {
    const values = valuesOf(vital, typed);
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
  const impossible = vitals.filter((vital) => isImpossible(vital, typed));
  // What was typed when "it is right" was asked for: another value is asked about again.
  const [asked, setAsked] = useState('');
  const isAsking = impossible.length > 0 && asked === JSON.stringify(typed);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!inputs.length || hasError) return;
    if (impossible.length && !isAsking) return setAsked(JSON.stringify(typed));
    const edits = inputs.map(
      (input): Edit => ({
        do: 'create',
        type: 'observation',
        id: form.once(`id-${input.vital.key}`, newId),
        fields: observationFields(input, visit.record.id, myId()),
      }),
    );
    await saving.run(() => form.submit([{ client_id: visit.client.id, edits }]));
  };

  return (
    <section class="card stack" aria-labelledby="vitals-title">
      <div class="section-title">
        <h2 id="vitals-title">{words.vitals}</h2>
        <div class="row gap2">
          <UnitSwitch kind="temperature" />
          <UnitSwitch kind="weight" />
        </div>
      </div>
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
        {isAsking && (
          <Notice tone="alert" live>
            {words.reallySo(list(impossible.map((vital) => enteredWords(vital, typed))))}
          </Notice>
        )}
        <div class="form-actions">
          <SaveButton saving={saving} kind="" disabled={!inputs.length || hasError}>
            {isAsking ? words.itIsRight : words.saveVitals}
          </SaveButton>
          <KeptState form={form} />
        </div>
      </form>
    </section>
  );
}

function lastOf(file: CaseFile, vital: Vital, visit: VisitView): RecordView | undefined {
  return ofType(file.records, 'observation')
    .filter((o) => textOf(o, 'code') === vital.code && textOf(o, 'visit_id') !== visit.record.id)
    .filter((o) => shownValue(o) !== '')
    .sort((a, b) => textOf(a, 'effective_at').localeCompare(textOf(b, 'effective_at')))
    .at(-1);
}

interface FieldProps {
  vital: Vital;
  typed: Typed;
  last: RecordView | undefined;
  onInput: (key: string, value: string) => void;
}

const enteredWords = (vital: Vital, typed: Typed): string =>
  [
    t().visit.vital[vital.key],
    keysOf(vital)
      .map((key) => typed[key])
      .join('/'),
    unitFor(vital, typed),
  ]
    .filter(Boolean)
    .join(' ');

/** The converted value while another unit is typed, else what it was last time. */
function hintOf(vital: Vital, typed: Typed, last: RecordView | undefined): string | undefined {
  const words = t().visit;
  const text = typed[vital.key];
  const unit = unitFor(vital, typed);
  const value = typedValue(text, unit);
  if (text && isSwitchable(vital.key) && /[a-z]\s*$/i.test(text) && value !== null && Number.isFinite(value))
    return words.converted(`${fromStored(value, unit as ShownUnit)} ${unit}`);
  return last && words.lastValue(shownValue(last), date(textOf(last, 'effective_at')));
}

function VitalField({ vital, typed, last, onInput }: FieldProps) {
  const words = t().visit;
  const label = [words.vital[vital.key], unitFor(vital, typed)].filter(Boolean).join(', ');
  const hint = hintOf(vital, typed, last);
  const error = errorOf(vital, typed);
  if (vital.code !== BLOOD_PRESSURE) {
    return (
      <TextField
        label={label}
        hint={hint}
        inputMode="decimal"
        value={typed[vital.key] ?? ''}
        error={error}
        warning={error ? '' : warningOf(vital, vital.key, typed)}
        onInput={(v) => {
          if (isSwitchable(vital.key)) onInput(`${vital.key}_unit`, unitFor(vital, typed));
          onInput(vital.key, v);
        }}
      />
    );
  }
  return (
    <fieldset class="field pressure">
      <legend>
        {label} {hint && <span class="hint">{hint}</span>}
      </legend>
      <div class="pressure-boxes">
        <TextField
          label={words.systolic}
          inputMode="numeric"
          value={typed.systolic ?? ''}
          warning={warningOf(vital, 'systolic', typed)}
          onInput={(v) => onInput('systolic', v)}
        />
        <TextField
          label={words.diastolic}
          inputMode="numeric"
          value={typed.diastolic ?? ''}
          warning={warningOf(vital, 'diastolic', typed)}
          onInput={(v) => onInput('diastolic', v)}
        />
      </div>
      {error && (
        <span class="error">
          <Icon name="alert" />
          {error}
        </span>
      )}
    </fieldset>
  );
}

function Measured({ visit, file }: { visit: VisitView; file: CaseFile }) {
  const found = vitalsOfVisit(file.records, visit.record.id);
  const [mending, setMending] = useState<RecordView | null>(null);
  if (!found.length) return null;
  return (
    <>
      <ul class="measured" aria-label={t().visit.measured}>
        {found.map((observation) => {
          const vital = vitalOf(observation);
          return (
            <li key={observation.record.id}>
              <span class="soft small">
                {vital ? t().visit.vital[vital.key] : textOf(observation, 'display')}
              </span>
              <span class="measured-value">
                {shownValue(observation)}
                {shownUnit(observation) && <span class="small soft"> {shownUnit(observation)}</span>}
              </span>
              <MarkBadge mark={observation.mark} />
              <Button kind="quiet" size="small" icon="pen" onClick={() => setMending(observation)}>
                {t().visit.mend}
                <span class="visually-hidden">
                  : {vital ? t().visit.vital[vital.key] : textOf(observation, 'display')}
                </span>
              </Button>
            </li>
          );
        })}
      </ul>
      {mending && <MendVital observation={mending} visit={visit} onClose={() => setMending(null)} />}
    </>
  );
}
