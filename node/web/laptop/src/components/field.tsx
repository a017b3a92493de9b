// Labelled inputs. Every one has a visible label; hints, warnings and errors are tied to it for screen
// readers.
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../i18n';
import { Icon } from './icon';

interface Shared {
  label: string;
  hint?: string;
  error?: string;
  /** Minds, but does not refuse. */
  warning?: string;
  optional?: boolean;
}

interface Around extends Shared {
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ComponentChildren;
}

export function Field({ label, hint, error, warning, optional, children }: Around) {
  const id = useId();
  const about =
    [hint && `${id}-h`, warning && `${id}-w`, error && `${id}-e`].filter(Boolean).join(' ') || undefined;
  return (
    <div class="field">
      <label for={id}>
        {label}
        {optional && <span class="faint small"> ({t().common.optional})</span>}
      </label>
      {hint && (
        <span class="hint" id={`${id}-h`}>
          {hint}
        </span>
      )}
      {children({ id, 'aria-describedby': about, 'aria-invalid': error ? true : undefined })}
      {warning && (
        <span class="warning" id={`${id}-w`}>
          <Icon name="alert" />
          {warning}
        </span>
      )}
      {error && (
        <span class="error" id={`${id}-e`}>
          <Icon name="alert" />
          {error}
        </span>
      )}
    </div>
  );
}

interface InputProps extends Shared {
  value: string;
  onInput: (value: string) => void;
  type?: 'text' | 'password' | 'date' | 'datetime-local' | 'time' | 'number' | 'tel' | 'email' | 'search';
  placeholder?: string;
  autocomplete?: string;
  autofocus?: boolean;
  inputMode?: 'decimal' | 'numeric' | 'tel' | 'text';
  required?: boolean;
  maxLength?: number;
  step?: string;
  min?: string;
  max?: string;
  list?: string;
  onBlur?: () => void;
  /** Of dates and times: a part of one is typed, so the field has no value yet. */
  onHalfTyped?: () => void;
}

const asksWhole = (input: HTMLInputElement): input is HTMLInputElement & { type: WholeType } =>
  input.type in t().common.giveWhole;
type WholeType = keyof ReturnType<typeof t>['common']['giveWhole'];

/** A date of which a part is missing: for the browser the field is as good as empty. */
const isHalfTyped = (element: Element): boolean =>
  element instanceof HTMLInputElement && asksWhole(element) && element.validity.badInput;

let isPressed = false;
addEventListener('pointerdown', () => (isPressed = true), true);
for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => (isPressed = false), true);

/** Words that appear while a button is being pressed would move it from under the finger. */
function afterPress(then: () => void): void {
  if (!isPressed) return then();
  addEventListener('pointerup', () => setTimeout(then), { once: true });
}

/** True when a date or time in the form is half typed: it says so, and the form is not to be saved. */
export function refuseHalfTyped(form: HTMLFormElement): boolean {
  const half = [...form.elements].filter(isHalfTyped) as HTMLInputElement[];
  half.forEach((input) => input.checkValidity());
  const first = half[0];
  const fold = first?.closest('details');
  if (fold) fold.open = true;
  first?.focus();
  return first !== undefined;
}

export function TextField({
  label,
  hint,
  error,
  warning,
  optional,
  onInput,
  onBlur,
  onHalfTyped,
  type = 'text',
  autocomplete = 'off',
  ...rest
}: InputProps) {
  const [whole, setWhole] = useState('');
  const look = (input: HTMLInputElement) =>
    setWhole(isHalfTyped(input) && asksWhole(input) ? t().common.giveWhole[input.type] : '');
  return (
    <Field {...{ label, hint, error: whole || error, warning, optional }}>
      {(ids) => (
        <input
          class="input"
          type={type}
          dir={type === 'text' ? 'auto' : undefined}
          autocomplete={autocomplete}
          {...ids}
          {...rest}
          onInput={(e) => {
            if (!isHalfTyped(e.currentTarget)) setWhole('');
            onInput(e.currentTarget.value);
          }}
          // There is no event of input from nothing to half a date.
          onKeyUp={(e) => {
            if (isHalfTyped(e.currentTarget)) onHalfTyped?.();
            else setWhole('');
          }}
          onBlur={(e) => {
            const input = e.currentTarget;
            afterPress(() => look(input));
            onBlur?.();
          }}
          onInvalid={(e) => look(e.currentTarget)}
        />
      )}
    </Field>
  );
}

interface AreaProps extends Shared {
  value: string;
  onInput: (value: string) => void;
  rows?: number;
  placeholder?: string;
  autofocus?: boolean;
  onKeyDown?: (event: KeyboardEvent) => void;
  onBlur?: () => void;
  lang?: string;
}

export function AreaField({ label, hint, error, warning, optional, onInput, rows = 3, ...rest }: AreaProps) {
  return (
    <Field {...{ label, hint, error, warning, optional }}>
      {(ids) => (
        <textarea
          class="textarea"
          rows={rows}
          dir="auto"
          {...ids}
          {...rest}
          onInput={(e) => onInput(e.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface Option {
  value: string;
  label: string;
}

interface SelectProps extends Shared {
  value: string;
  options: Option[];
  onChange: (value: string) => void;
}

export function SelectField({
  label,
  hint,
  error,
  warning,
  optional,
  value,
  options,
  onChange,
}: SelectProps) {
  return (
    <Field {...{ label, hint, error, warning, optional }}>
      {(ids) => (
        <select class="select" {...ids} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
          {options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Few choices, all visible. Pressing the chosen one again (optional ones) takes it back. */
export function ChoiceField({ label, hint, error, value, options, onChange, optional }: SelectProps) {
  const id = useId();
  return (
    <fieldset class="field" aria-describedby={hint ? `${id}-h` : undefined}>
      <legend>{label}</legend>
      {hint && (
        <span class="hint" id={`${id}-h`}>
          {hint}
        </span>
      )}
      <div class="choices">
        {options.map((o) => (
          <label class="choice" key={o.value}>
            <input
              type="radio"
              name={id}
              value={o.value}
              checked={value === o.value}
              onChange={() => onChange(o.value)}
              onClick={() => optional && value === o.value && onChange('')}
            />
            <span>{o.label}</span>
          </label>
        ))}
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

interface CheckProps {
  label: ComponentChildren;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

export function Check({ label, checked, onChange, disabled }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
