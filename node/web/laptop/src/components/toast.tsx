// Short news at the head of the page, said politely by screen readers; the latest replaces the one before.
// What matters also stands where it belongs.
import { signal } from '@preact/signals';
import { Icon, type IconName } from './icon';

const STAYS_MS = 4000;

interface Toast {
  text: string;
  icon: IconName;
}

const toast = signal<Toast | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string, { icon = 'laptop' }: { icon?: IconName } = {}): void {
  clearTimeout(timer);
  toast.value = { text, icon };
  timer = setTimeout(() => (toast.value = null), STAYS_MS);
}

export function ToastPlace() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toast.value && (
        <div class="toast">
          <Icon name={toast.value.icon} />
          <span>{toast.value.text}</span>
        </div>
      )}
    </div>
  );
}
