import { localDate } from '../../format';
import { t } from '../../i18n';
import { TextField } from '../field';

/** When a visit is planned, as the form has it. */
export interface When {
  date: string;
  time: string;
  minutes: string;
}

export function whenOf(start: Date, minutes: number): When {
  const pad = (n: number) => String(n).padStart(2, '0');
  return {
    date: localDate(start),
    time: `${pad(start.getHours())}:${pad(start.getMinutes())}`,
    minutes: String(minutes),
  };
}

/** null: not complete. */
export function whenTimes(when: When): { start: Date; end: Date } | null {
  const start = new Date(`${when.date}T${when.time}`);
  const minutes = Number(when.minutes);
  if (Number.isNaN(start.getTime()) || !(minutes > 0)) return null;
  return { start, end: new Date(start.getTime() + minutes * 60_000) };
}

export function WhenFields({ when, onChange }: { when: When; onChange: (when: When) => void }) {
  const words = t().day;
  return (
    <div class="form-grid when-fields">
      <TextField
        label={words.date}
        type="date"
        value={when.date}
        onInput={(date) => onChange({ ...when, date })}
      />
      <TextField
        label={words.startTime}
        type="time"
        value={when.time}
        onInput={(time) => onChange({ ...when, time })}
      />
      <TextField
        label={words.minutes}
        type="number"
        inputMode="numeric"
        min="5"
        step="5"
        value={when.minutes}
        onInput={(minutes) => onChange({ ...when, minutes })}
      />
    </div>
  );
}
