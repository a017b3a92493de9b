import type { Mark } from '../api/types';
import { t } from '../i18n';
import { Icon, type IconName } from './icon';

const icons: Record<Mark, IconName> = { here: 'laptop', office: 'office', parked: 'parked' };

/** Which of the two things is true: saved on this laptop, or the office has it. */
export function MarkBadge({ mark }: { mark: Mark }) {
  return (
    <span class={`mark ${mark}`}>
      <Icon name={icons[mark]} />
      {t().common.mark[mark]}
    </span>
  );
}
