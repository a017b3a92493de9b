// Two kinds of layers: a small question in the middle, and a panel at the side for forms. Both are native
// dialogs: the rest of the page is inert, Escape closes, the focus goes back to where it was.
import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { t } from '../i18n';
import { IconButton } from './button';
import { useModal } from './use-modal';

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
}

function Layer({ title, onClose, children, className }: Props & { className: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useModal(dialog, '[autofocus]');
  return (
    <dialog
      ref={dialog}
      class={className}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        onClose();
      }}
    >
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        <IconButton icon="cross" label={t().common.close} onClick={onClose} />
      </div>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}

export const Dialog = (props: Props) => <Layer {...props} className="dialog" />;
export const Panel = (props: Props) => <Layer {...props} className={`panel ${props.wide ? 'wide' : ''}`} />;
