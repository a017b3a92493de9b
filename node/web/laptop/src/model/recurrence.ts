// The dates of a repeated visit. They become visits of their own at once, so that each can be moved or
// cancelled alone.
export const MOST_VISITS = 26;

export interface Recurrence {
  every: number;
  unit: 'day' | 'week' | 'month';
  count: number;
}

/** `first` and what follows it; the hour stays the same across a change of the clocks. */
export function repeatedDates(first: Date, { every, unit, count }: Recurrence): Date[] {
  const dates: Date[] = [];
  for (let i = 0; i < Math.min(count, MOST_VISITS); i++) dates.push(shifted(first, i * every, unit));
  return dates;
}

function shifted(first: Date, by: number, unit: Recurrence['unit']): Date {
  const at = new Date(first);
  if (unit === 'day') at.setDate(at.getDate() + by);
  if (unit === 'week') at.setDate(at.getDate() + 7 * by);
  if (unit === 'month') {
    at.setDate(1);
    at.setMonth(at.getMonth() + by);
    // The 31st of a shorter month is its last day.
    at.setDate(Math.min(first.getDate(), new Date(at.getFullYear(), at.getMonth() + 1, 0).getDate()));
  }
  return at;
}
