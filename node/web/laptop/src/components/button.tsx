import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

interface Props {
  children?: ComponentChildren;
  icon?: IconName;
  kind?: 'primary' | 'quiet' | 'danger' | '';
  size?: 'large' | 'small' | '';
  type?: 'button' | 'submit';
  onClick?: (event: MouseEvent) => void;
  disabled?: boolean;
  title?: string;
  class?: string;
  'aria-expanded'?: boolean;
  'aria-pressed'?: boolean;
  'aria-describedby'?: string;
  autofocus?: boolean;
}

export function Button({
  children,
  icon,
  kind = '',
  size = '',
  type = 'button',
  class: extra = '',
  ...rest
}: Props) {
  return (
    <button type={type} class={`button ${kind} ${size} ${extra}`} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A button with an icon alone: `label` is its name and its tooltip. */
export function IconButton({
  label,
  icon,
  size = '',
  ...rest
}: Omit<Props, 'children' | 'title'> & { label: string; icon: IconName }) {
  return (
    <button type="button" class={`button icon-only ${size}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}

interface LinkProps {
  href: string;
  children: ComponentChildren;
  icon?: IconName;
  kind?: Props['kind'];
  size?: Props['size'];
  class?: string;
}

export function LinkButton({ href, children, icon, kind = '', size = '', class: extra = '' }: LinkProps) {
  return (
    <a href={href} class={`button ${kind} ${size} ${extra}`}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  );
}
