// Short news at the foot of the page, said politely by screen readers. What matters also stands where it belongs.
import { signal } from '@preact/signals';
import { Icon, type IconName } from './icon';
import { Button } from './button';

interface Toast {
  id: number;
  text: string;
  icon: IconName;
  action?: { label: string; run: () => void };
}

const toasts = signal<Toast[]>([]);
let count = 0;

export function say(text: string, options: { icon?: IconName; action?: Toast['action'] } = {}): void {
  const toast: Toast = { id: ++count, text, icon: options.icon ?? 'laptop', action: options.action };
  toasts.value = [...toasts.value.slice(-2), toast];
  setTimeout(() => drop(toast.id), options.action ? 10_000 : 4_000);
}

function drop(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div class="toast" key={toast.id}>
          <Icon name={toast.icon} />
          <span>{toast.text}</span>
          {toast.action && (
            <Button size="small" onClick={() => { toast.action!.run(); drop(toast.id); }}>{toast.action.label}</Button>
          )}
        </div>
      ))}
    </div>
  );
}
