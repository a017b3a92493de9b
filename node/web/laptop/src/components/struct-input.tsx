// Values that have parts: a phone number with its flags, an address, a dose; one of them or a list.
import { isSet } from '../api/schema';
import type { Json } from '../api/types';
import { fromInput, toInput } from '../format';
import { codeLabel, t } from '../i18n';
import { isObject, type JsonObject } from '../model/record';
import { structures, type Part } from '../model/structures';
import { Button } from './button';
import { SelectField, TextField } from './field';
import type { Labelled } from './field-input-props';
import { partLabel, plain } from './field-value';
import { YesNo } from './yes-no';

export function StructInput({ field, value, onChange, label, autofocus }: Labelled) {
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
            <StructParts
              parts={parts}
              value={isObject(item) ? item : { [parts[0]!.name]: item }}
              autofocus={autofocus && i === 0}
              onChange={(next) => setItem(i, next)}
            />
            <div>
              <Button
                kind="quiet"
                size="small"
                icon="cross"
                onClick={() => onChange(items.filter((_, j) => j !== i))}
              >
                {t().file.form.removeOne(i + 1)}
              </Button>
            </div>
          </div>
        ))}
        <div>
          <Button size="small" icon="plus" onClick={() => onChange([...items, {}])}>
            {items.length ? t().file.form.addOne : t().common.add}
          </Button>
        </div>
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
        <PartInput
          key={part.name}
          part={part}
          value={value[part.name] ?? null}
          autofocus={autofocus && i === 0}
          onChange={(now) => set(part.name, now)}
        />
      ))}
    </div>
  );
}

function PartInput({
  part,
  value,
  onChange,
  autofocus,
}: {
  part: Part;
  value: Json;
  onChange: (value: Json) => void;
  autofocus?: boolean;
}) {
  const label = partLabel(part.name);
  if (part.kind === 'yesno') return <YesNo label={label} value={value} onChange={onChange} />;
  const text = value === null ? '' : plain(value);
  if (part.kind === 'code') {
    const codes = text && !part.codes!.includes(text) ? [...part.codes!, text] : part.codes!;
    return (
      <SelectField
        label={label}
        value={text}
        onChange={(code) => onChange(code || null)}
        options={[
          { value: '', label: t().file.form.notAsked },
          ...codes.map((code) => ({ value: code, label: codeLabel(code, part.name) })),
        ]}
      />
    );
  }
  if (part.kind === 'instant') {
    return (
      <TextField
        label={label}
        type="datetime-local"
        value={text && toInput(text)}
        onInput={(now) => onChange(fromInput(now))}
      />
    );
  }
  return (
    <TextField
      label={label}
      type={part.kind === 'date' ? 'date' : part.name === 'number' ? 'tel' : 'text'}
      value={text}
      autofocus={autofocus}
      onInput={(now) => onChange(now)}
    />
  );
}
