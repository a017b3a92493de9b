import { t } from '../i18n';
import { IconButton } from './button';
import type { Labelled } from './field-input-props';
import { plain } from './field-value';

/** A list of lines; the last one is always empty, ready for the next. */
export function TextsInput({ value, onChange, label, hint, autofocus }: Labelled) {
  const items = Array.isArray(value) ? value.map(plain) : [];
  const shownItems = items.length === 0 || items[items.length - 1] !== '' ? [...items, ''] : items;
  const change = (i: number, text: string) => {
    const next = shownItems.map((item, j) => (j === i ? text : item));
    onChange(next.filter((item, j) => item !== '' || (j === i && j < next.length - 1)));
  };
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      {hint && <span class="hint">{hint}</span>}
      <div class="stack gap2">
        {shownItems.map((item, i) => (
          <div class="row gap2 line-input" key={i}>
            <input
              class="input grow"
              dir="auto"
              aria-label={`${label} ${i + 1}`}
              value={item}
              autofocus={autofocus && i === shownItems.length - 1}
              placeholder={i > 0 && item === '' ? t().file.form.addOne : undefined}
              onInput={(e) => change(i, e.currentTarget.value)}
            />
            {item !== '' && (
              <IconButton
                icon="cross"
                label={t().file.form.removeOne(i + 1)}
                onClick={() => onChange(items.filter((_, j) => j !== i))}
              />
            )}
          </div>
        ))}
      </div>
    </fieldset>
  );
}
