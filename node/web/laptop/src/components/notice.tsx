import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

interface Props {
  tone?: '' | 'mind' | 'alert' | 'good';
  icon?: IconName;
  children: ComponentChildren;
  /** Said at once by screen readers: for what just happened. */
  live?: boolean;
}

const icons: Record<string, IconName> = { '': 'info', mind: 'alert', alert: 'alert', good: 'check' };

export function Notice({ tone = '', icon, children, live }: Props) {
  return (
    <div class={`notice ${tone}`} role={live ? 'alert' : undefined}>
      <Icon name={icon ?? icons[tone]!} />
      <div class="grow stack gap2">{children}</div>
    </div>
  );
}

export function Empty({
  icon,
  title,
  children,
}: {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}
