// Dates, times and names as this person reads them.
import { session } from './api/store';
import { locale, t } from './i18n';
import type { Address, Instant, LocalDate } from './api/types';

// Making a formatter costs a hundred times what using it does.
const formatters = new Map<string, Intl.DateTimeFormat>();

/** What is no time is shown as it is: no value of a record may break a screen. */
function formatted(at: Instant | Date | LocalDate, options: Intl.DateTimeFormatOptions): string {
  const when = toDay(at);
  return Number.isNaN(when.getTime()) ? String(at) : formatter(options).format(when);
}

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale() + JSON.stringify(options);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale(), options);
  formatters.set(key, made);
  return made;
}

function is12Hour(): boolean | undefined {
  const chosen = session.value?.settings.time_format;
  return chosen ? chosen === '12' : undefined;
}

export const asDate = (at: Instant): Date => new Date(at);

export function time(at: Instant | Date): string {
  const hour12 = is12Hour();
  return formatted(new Date(at), {
    hour: hour12 === false ? '2-digit' : 'numeric',
    minute: '2-digit',
    hour12,
  });
}

/** 11/27/2026 as the settings say, else as the language writes it. */
export function date(at: Instant | Date | LocalDate): string {
  const day = toDay(at);
  if (Number.isNaN(day.getTime())) return String(at);
  const y = String(day.getFullYear()).padStart(4, '0');
  const m = String(day.getMonth() + 1).padStart(2, '0');
  const d = String(day.getDate()).padStart(2, '0');
  switch (session.value?.settings.date_format) {
    case 'mdy':
      return `${m}/${d}/${y}`;
    case 'dmy':
      return `${d}/${m}/${y}`;
    case 'ymd':
      return `${y}-${m}-${d}`;
    default:
      return formatter({ year: 'numeric', month: 'short', day: 'numeric' }).format(day);
  }
}

/** Friday, November 27 */
export function longDay(at: Instant | Date | LocalDate): string {
  return formatted(at, { weekday: 'long', month: 'long', day: 'numeric' });
}

/** Fri 27 */
export function weekdayNumber(at: Date): string {
  return `${formatter({ weekday: 'short' }).format(at)} ${at.getDate()}`;
}

/** November 22 – 28 */
export function dayRange(from: Date, to: Date): string {
  return formatter({ month: 'long', day: 'numeric' }).formatRange(from, to);
}

export function shortDay(at: Instant | Date | LocalDate): string {
  return formatted(at, { weekday: 'short', month: 'short', day: 'numeric' });
}

/** Today, yesterday, tomorrow, else the date. */
export function day(at: Instant | Date | LocalDate): string {
  const away = daysBetween(new Date(), toDay(at));
  if (away === 0) return t().common.today;
  if (away === -1) return t().common.yesterday;
  if (away === 1) return t().common.tomorrow;
  return date(at);
}

export function dayAndTime(at: Instant | Date | LocalDate): string {
  if (isLocalDate(at)) return day(at);
  return t().common.dayAtTime(day(at), time(at));
}

/** For what is kept or printed: never "today". */
export function dateAndTime(at: Instant | Date): string {
  return t().common.dayAtTime(date(at), time(at));
}

const isLocalDate = (at: Instant | Date | LocalDate): at is LocalDate =>
  typeof at === 'string' && /^\d{4}-\d\d-\d\d$/.test(at);

/** A local date stays that day in every time zone. */
export function toDay(at: Instant | Date | LocalDate): Date {
  if (at instanceof Date) return at;
  if (isLocalDate(at)) {
    const [y, m, d] = at.split('-').map(Number) as [number, number, number];
    return new Date(y, m - 1, d);
  }
  return new Date(at);
}

export function localDate(at: Date): LocalDate {
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

export function startOfDay(at: Date): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate());
}

export function addDays(at: Date, n: number): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + n, at.getHours(), at.getMinutes());
}

export function daysBetween(from: Date, to: Date): number {
  return Math.round((startOfDay(to).getTime() - startOfDay(from).getTime()) / 86_400_000);
}

export function duration(minutes: number): string {
  const h = Math.floor(minutes / 60);
  const m = Math.round(minutes % 60);
  if (!h) return t().common.minutes(m);
  return m ? t().common.hoursMinutes(h, m) : t().common.hours(h);
}

export function number(value: number, digits = 1): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

export function list(items: string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(items);
}

export function addressLine(address: Address | undefined): string {
  if (!address) return '';
  const town = [address.city, [address.state, address.postal_code].filter(Boolean).join(' ')]
    .filter(Boolean)
    .join(', ');
  return [address.line, town].filter(Boolean).join(', ');
}

/** For <input type="datetime-local">. */
export function toInput(at: Instant | Date): string {
  const local = new Date(at);
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${localDate(local)}T${pad(local.getHours())}:${pad(local.getMinutes())}`;
}

export function fromInput(value: string): Instant | null {
  const at = new Date(value);
  return value && !Number.isNaN(at.getTime()) ? at.toISOString() : null;
}
