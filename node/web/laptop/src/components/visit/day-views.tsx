import { t } from '../../i18n';

/** Today or the week. */
export function DayViews({ current }: { current: 'today' | 'week' }) {
  const words = t().day;
  return (
    <nav class="segmented" aria-label={words.view}>
      <a href="#/today" aria-current={current === 'today' ? 'page' : undefined}>
        {words.today}
      </a>
      <a href="#/week" aria-current={current === 'week' ? 'page' : undefined}>
        {words.week}
      </a>
    </nav>
  );
}
