// The borders of a day or a week, as the laptop's API wants them.
import { addDays, startOfDay } from '../format';

export function rangeQuery(from: Date, days: number): string {
  const start = startOfDay(from);
  return `from=${start.toISOString()}&to=${addDays(start, days).toISOString()}`;
}

/** The week's first day in this language's country; Monday where the browser does not know. */
export function startOfWeek(at: Date, locale: string): Date {
  const info = new Intl.Locale(locale) as Intl.Locale & {
    weekInfo?: { firstDay: number };
    getWeekInfo?: () => { firstDay: number };
  };
  const first = (info.getWeekInfo?.() ?? info.weekInfo)?.firstDay ?? 1;
  return addDays(startOfDay(at), -((at.getDay() - (first % 7) + 7) % 7));
}
