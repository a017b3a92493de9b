import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

export type Tone = '' | 'good' | 'mind' | 'alert' | 'parked' | 'accent';

export function Chip({
  tone = '',
  icon,
  children,
}: {
  tone?: Tone;
  icon?: IconName;
  children: ComponentChildren;
}) {
  return (
    <span class={`chip ${tone}`}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}
