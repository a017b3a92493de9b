// Asks for the value of a field in the way that fits its kind.
import { fieldLabel, isSet } from '../api/schema';
import { workers } from '../api/store';
import type { Json, RecordView, SchemaField } from '../api/types';
import { fromInput, toInput } from '../format';
import { codeLabel, t } from '../i18n';
import { recordTitle } from '../model/record-words';
import { isObject, type JsonObject } from '../model/shown';
import { structures, type Part } from '../model/structures';
import { Button, IconButton } from './button';
import { AreaField, Check, ChoiceField, SelectField, TextField, type Option } from './field';
import { partLabel, plain } from './field-value';

interface Props {
  type: string;
  field: SchemaField;
  value: Json;
  onChange: (value: Json) => void;
  records?: readonly RecordView[];
  error?: string;
  autofocus?: boolean;
  hint?: string;
}

const FEW = 5;

export function FieldInput(props: Props) {
  const { type, field, value, onChange, error } = props;
  const label = fieldLabel(type, field.name);
  if (structures[field.name]) return <StructInput {...props} label={label} />;
  if (isSet(field)) return field.kind === 'code' ? <CodesInput {...props} label={label} /> : <TextsInput {...props} label={label} />;
  if (field.kind === 'json' || field.kind === 'any') return null;
  if (field.kind === 'code') return <CodeInput {...props} label={label} />;
  if (field.kind === 'boolean') return <YesNo label={label} value={value} onChange={onChange} />;
  if (field.kind === 'reference') return <ReferenceInput {...props} label={label} />;
  const text = value === null ? '' : plain(value);
  if (field.kind === 'long_text') {
    return <AreaField label={label} value={text} onInput={(now) => onChange(now || null)} error={error} hint={props.hint} />;
  }
  if (field.kind === 'instant') {
    return <TextField label={label} type="datetime-local" value={text && toInput(text)} onInput={(now) => onChange(fromInput(now))} />;
  }
  if (field.kind === 'integer' || field.kind === 'real') {
    return <TextField label={label} inputMode="decimal" value={text} onInput={(now) => onChange(asNumber(now))} error={error} />;
  }
  return (
    <TextField label={label} type={field.kind === 'date' ? 'date' : 'text'} value={text} error={error} hint={props.hint}
      autofocus={props.autofocus} onInput={(now) => onChange(now || null)} />
  );
}

/** What is no number yet stays text while it is typed; the program refuses it when it is saved so. */
function asNumber(text: string): Json {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return null;
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : text;
}

type Labelled = Props & { label: string };

function options(type: string, field: SchemaField, value: Json): Option[] {
  const codes = typeof value === 'string' && value && !field.codes.includes(value) ? [...field.codes, value] : field.codes;
  return codes.map((code) => ({ value: code, label: codeLabel(code, field.name, type) }));
}

function CodeInput({ type, field, value, onChange, label, error, hint, autofocus }: Labelled) {
  const now = typeof value === 'string' ? value : '';
  const all = options(type, field, value);
  if (all.length === 0) {
    return <TextField label={label} value={now} onInput={(word) => onChange(word || null)} autofocus={autofocus} />;
  }
  const change = (code: string) => onChange(code || null);
  if (all.length <= FEW) return <ChoiceField {...{ label, error, hint }} optional value={now} options={all} onChange={change} />;
  return (
    <SelectField {...{ label, error, hint }} value={now} onChange={change}
      options={[{ value: '', label: t().file.form.notAsked }, ...all]} />
  );
}

function CodesInput({ type, field, value, onChange, label }: Labelled) {
  const chosen = Array.isArray(value) ? value : [];
  const toggle = (code: string, on: boolean) => onChange(on ? [...chosen, code] : chosen.filter((item) => item !== code));
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      <div class="check-list">
        {options(type, field, null).map((option) => (
          <Check key={option.value} label={option.label} checked={chosen.includes(option.value)}
            onChange={(on) => toggle(option.value, on)} />
        ))}
      </div>
    </fieldset>
  );
}

export function YesNo({ label, value, onChange }: { label: string; value: Json; onChange: (value: Json) => void }) {
  const now = value === true ? 'yes' : value === false ? 'no' : '';
  return (
    <ChoiceField label={label} optional value={now} onChange={(word) => onChange(word === '' ? null : word === 'yes')}
      options={[{ value: 'yes', label: t().common.yes }, { value: 'no', label: t().common.no }]} />
  );
}

function ReferenceInput({ field, value, onChange, label, records = [] }: Labelled) {
  const target = targetOf(field.name);
  const found: Option[] = target === 'worker'
    ? workers.value.map((worker) => ({ value: worker.id, label: [worker.name, worker.credential].filter(Boolean).join(', ') }))
    : records.filter((view) => view.record.type === target && !view.is_void)
      .map((view) => ({ value: view.record.id, label: recordTitle(view) }));
  const now = typeof value === 'string' ? value : '';
  if (now && !found.some((option) => option.value === now)) found.push({ value: now, label: t().common.unknown });
  return (
    <SelectField label={label} value={now} onChange={(id) => onChange(id || null)}
      options={[{ value: '', label: t().file.form.notAsked }, ...found]} />
  );
}

const workerFields = /^(worker|owner|requested_by|completed_by|author|co_signer|supervised_by|reported_by|care_manager|case_manager|witness)_id$/;
const organizationFields = new Set(['organization_id', 'pharmacy_id', 'primary_care_id', 'preferred_hospital_id',
  'prescriber_organization_id']);

function targetOf(name: string): string {
  if (workerFields.test(name) || name === 'excluded_worker_ids') return 'worker';
  if (organizationFields.has(name)) return 'service_organization';
  return name.replace(/_ids?$/, '');
}

/** A list of lines; the last one is always empty, ready for the next. */
function TextsInput({ value, onChange, label, hint, autofocus }: Labelled) {
  const items = Array.isArray(value) ? value.map(plain) : [];
  const shownItems = items.length === 0 || items[items.length - 1] !== '' ? [...items, ''] : items;
  const change = (i: number, text: string) => {
    const next = shownItems.map((item, j) => (j === i ? text : item));
    onChange(next.filter((item, j) => item !== '' || j === i && j < next.length - 1));
  };
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      {hint && <span class="hint">{hint}</span>}
      <div class="stack gap2">
        {shownItems.map((item, i) => (
          <div class="row gap2 line-input" key={i}>
            <input class="input grow" dir="auto" aria-label={`${label} ${i + 1}`} value={item} autofocus={autofocus && i === shownItems.length - 1}
              placeholder={i > 0 && item === '' ? t().file.form.addOne : undefined} onInput={(e) => change(i, e.currentTarget.value)} />
            {item !== '' && (
              <IconButton icon="cross" label={t().file.form.removeOne(i + 1)} onClick={() => onChange(items.filter((_, j) => j !== i))} />
            )}
          </div>
        ))}
      </div>
    </fieldset>
  );
}

function StructInput({ field, value, onChange, label, autofocus }: Labelled) {
  const parts = structures[field.name]!;
  if (!isSet(field)) {
    const now = isObject(value) ? value : typeof value === 'string' ? { text: value } : {};
    return (
      <fieldset class="field struct-input">
        <legend>{label}</legend>
        <StructParts parts={parts} value={now} onChange={onChange} />
      </fieldset>
    );
  }
  const items = Array.isArray(value) ? value : [];
  const setItem = (i: number, item: Json) => onChange(items.map((before, j) => (j === i ? item : before)));
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      <div class="stack gap3">
        {items.map((item, i) => (
          <div class="struct-input" key={i} role="group" aria-label={`${label} ${i + 1}`}>
            <StructParts parts={parts} value={isObject(item) ? item : { [parts[0]!.name]: item }} autofocus={autofocus && i === 0}
              onChange={(next) => setItem(i, next)} />
            <div><Button kind="quiet" size="small" icon="cross" onClick={() => onChange(items.filter((_, j) => j !== i))}>
              {t().file.form.removeOne(i + 1)}
            </Button></div>
          </div>
        ))}
        <div><Button size="small" icon="plus" onClick={() => onChange([...items, {}])}>
          {items.length ? t().file.form.addOne : t().common.add}
        </Button></div>
      </div>
    </fieldset>
  );
}

interface PartsProps {
  parts: readonly Part[];
  value: JsonObject;
  onChange: (value: JsonObject) => void;
  autofocus?: boolean;
}

function StructParts({ parts, value, onChange, autofocus }: PartsProps) {
  const set = (name: string, part: Json) => {
    const { [name]: _, ...others } = value;
    onChange(part === null || part === '' ? others : { ...others, [name]: part });
  };
  return (
    <div class="form-grid struct-parts">
      {parts.map((part, i) => (
        <PartInput key={part.name} part={part} value={value[part.name] ?? null} autofocus={autofocus && i === 0}
          onChange={(now) => set(part.name, now)} />
      ))}
    </div>
  );
}

function PartInput({ part, value, onChange, autofocus }: { part: Part; value: Json; onChange: (value: Json) => void; autofocus?: boolean }) {
  const label = partLabel(part.name);
  if (part.kind === 'yesno') return <YesNo label={label} value={value} onChange={onChange} />;
  const text = value === null ? '' : plain(value);
  if (part.kind === 'code') {
    const codes = text && !part.codes!.includes(text) ? [...part.codes!, text] : part.codes!;
    return (
      <SelectField label={label} value={text} onChange={(code) => onChange(code || null)}
        options={[{ value: '', label: t().file.form.notAsked }, ...codes.map((code) => ({ value: code, label: codeLabel(code, part.name) }))]} />
    );
  }
  if (part.kind === 'instant') {
    return <TextField label={label} type="datetime-local" value={text && toInput(text)} onInput={(now) => onChange(fromInput(now))} />;
  }
  return (
    <TextField label={label} type={part.kind === 'date' ? 'date' : part.name === 'number' ? 'tel' : 'text'} value={text}
      autofocus={autofocus} onInput={(now) => onChange(now)} />
  );
}
