// Asks for the value of a field in the way that fits its kind.
import { fieldLabel, isSet } from '../api/schema';
import { organizations, workers } from '../api/store';
import type { Json, RecordView, SchemaField } from '../api/types';
import { fromInput, toInput } from '../format';
import { codeLabel, t } from '../i18n';
import { ofType } from '../model/record';
import { recordTitle } from '../model/record-words';
import { structures } from '../model/structures';
import { AreaField, Check, ChoiceField, SelectField, TextField, type Option } from './field';
import type { FieldInputProps, Labelled } from './field-input-props';
import { plain } from './field-value';
import { StructInput } from './struct-input';
import { TextsInput } from './texts-input';
import { YesNo } from './yes-no';

const FEW = 5;
// Texts of one field that are sentences, not words.
const wordy = new Set([
  'access_instructions',
  'contact_preference',
  'emergency_plan',
  'what_matters',
  'communication_needs',
  'mobility',
  'remarks',
  'handover',
  'self_management',
  'instructions',
  'outcome',
  'status_reason',
]);

export function FieldInput(props: FieldInputProps) {
  const { type, field, value, onChange, error } = props;
  const label = fieldLabel(type, field.name);
  if (structures[field.name]) return <StructInput {...props} label={label} />;
  if (isSet(field) && field.kind === 'code') return <CodesInput {...props} label={label} />;
  if (isSet(field)) return <TextsInput {...props} label={label} />;
  if (field.kind === 'json' || field.kind === 'any') return null;
  if (field.kind === 'code') return <CodeInput {...props} label={label} />;
  if (field.kind === 'boolean') return <YesNo label={label} value={value} onChange={onChange} />;
  if (field.kind === 'reference') return <ReferenceInput {...props} label={label} />;
  const text = value === null ? '' : plain(value);
  if (field.kind === 'long_text' || wordy.has(field.name)) {
    return (
      <AreaField
        label={label}
        rows={field.kind === 'long_text' ? 3 : 2}
        autofocus={props.autofocus}
        value={text}
        onInput={(now) => onChange(now || null)}
        error={error}
        hint={props.hint}
      />
    );
  }
  if (field.kind === 'instant') {
    return (
      <TextField
        label={label}
        type="datetime-local"
        value={text && toInput(text)}
        onInput={(now) => onChange(fromInput(now))}
      />
    );
  }
  if (field.kind === 'integer' || field.kind === 'real') {
    return (
      <TextField
        label={label}
        inputMode="decimal"
        value={text}
        onInput={(now) => onChange(asNumber(now))}
        error={error}
      />
    );
  }
  return (
    <TextField
      label={label}
      type={field.kind === 'date' ? 'date' : 'text'}
      value={text}
      error={error}
      hint={props.hint}
      autofocus={props.autofocus}
      onInput={(now) => onChange(now || null)}
    />
  );
}

/** What is no number yet stays text while it is typed; the program refuses it when it is saved so. */
function asNumber(text: string): Json {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return null;
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : text;
}

function options(type: string, field: SchemaField, value: Json): Option[] {
  const known = [...field.codes, ...(field.exits ?? [])];
  const codes = typeof value === 'string' && value && !known.includes(value) ? [...known, value] : known;
  return once(
    codes.map((code) => ({ value: code, label: codeLabel(code, field.name, type) })),
    value,
  );
}

/** Each thing is named once; of two that are called the same, the one that is chosen stays. */
function once(all: Option[], chosen: Json): Option[] {
  return all.filter((option, i) => {
    const same = all.filter((other) => other.label === option.label);
    const kept = same.find((other) => other.value === chosen) ?? same[0]!;
    return all.findIndex((other) => other.value === kept.value) === i;
  });
}

function CodeInput({ type, field, value, onChange, label, error, hint, autofocus }: Labelled) {
  const now = typeof value === 'string' ? value : '';
  const all = options(type, field, value);
  if (all.length === 0) {
    return (
      <TextField label={label} value={now} onInput={(word) => onChange(word || null)} autofocus={autofocus} />
    );
  }
  const change = (code: string) => onChange(code || null);
  if (all.length <= FEW)
    return <ChoiceField {...{ label, error, hint }} optional value={now} options={all} onChange={change} />;
  return (
    <SelectField
      {...{ label, error, hint }}
      value={now}
      onChange={change}
      options={[{ value: '', label: t().file.form.notAsked }, ...all]}
    />
  );
}

function CodesInput({ type, field, value, onChange, label }: Labelled) {
  const chosen = Array.isArray(value) ? value : [];
  const toggle = (code: string, on: boolean) =>
    onChange(on ? [...chosen, code] : chosen.filter((item) => item !== code));
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      <div class="check-list">
        {options(type, field, null).map((option) => (
          <Check
            key={option.value}
            label={option.label}
            checked={chosen.includes(option.value)}
            onChange={(on) => toggle(option.value, on)}
          />
        ))}
      </div>
    </fieldset>
  );
}

function ReferenceInput({ field, value, onChange, label, records = [] }: Labelled) {
  const now = typeof value === 'string' ? value : '';
  const found = once(referable(field, records), now);
  if (now && !found.some((option) => option.value === now))
    found.push({ value: now, label: t().common.unknown });
  return (
    <SelectField
      label={label}
      value={now}
      onChange={(id) => onChange(id || null)}
      options={[{ value: '', label: t().file.form.notAsked }, ...found]}
    />
  );
}

/** What the field can refer to: a colleague, a service, or another record of this file. */
function referable(field: SchemaField, records: readonly RecordView[]): Option[] {
  if (field.target === 'worker') {
    return workers.value.map(({ id, name, credential }) => ({
      value: id,
      label: [name, credential].filter(Boolean).join(', '),
    }));
  }
  if (field.target === 'service_organization') return services(field.name);
  return ofType(records, field.target ?? '').map((view) => ({
    value: view.record.id,
    label: recordTitle(view),
  }));
}

// Which kind of service a field is about; the directory may have none of that kind, then all are offered.
const kindOfService: { readonly [field: string]: string } = {
  pharmacy_id: 'pharmacy',
  preferred_hospital_id: 'hospital',
};

function services(field: string): Option[] {
  const fitting = organizations.value.filter(({ kind }) => kind === kindOfService[field]);
  const offered = fitting.length > 0 ? fitting : organizations.value;
  return offered
    .map(({ id, name }) => ({ value: id, label: name }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
