// The session's token: the only thing that the browser keeps, and only for this tab. A new tab asks the
// others for it.
const KEY = 'satchel.session';

type Message = { ask: true } | { token: string } | { locked: true };

const channel = new BroadcastChannel('satchel');
let told: ((token: string) => void) | null = null;
let onLock = () => {};

channel.onmessage = ({ data }: MessageEvent<Message>) => {
  if ('ask' in data && token()) channel.postMessage({ token: token() });
  if ('token' in data) told?.(data.token);
  if ('locked' in data && token()) {
    forgetToken();
    onLock();
  }
};

export function token(): string | null {
  return sessionStorage.getItem(KEY);
}

/** Other tabs that are locked take the new token too. */
export function keepToken(value: string): void {
  adoptToken(value);
  channel.postMessage({ token: value });
}

/** For this tab alone. */
export function adoptToken(value: string): void {
  sessionStorage.setItem(KEY, value);
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}

export function tellLocked(): void {
  channel.postMessage({ locked: true });
}

export function whenAnotherTabLocks(then: () => void): void {
  onLock = then;
}

/** `then` is told every token that another tab gets from now on. */
export function whenAnotherTabUnlocks(then: (token: string) => void): void {
  told = (value) => {
    if (token() === value) return;
    adoptToken(value);
    then(value);
  };
}

/** Asks the other tabs; null when none answers in a moment. */
export function askOtherTabs(): Promise<string | null> {
  return new Promise((resolve) => {
    const before = told;
    const finish = (value: string | null) => {
      // Only once: who listens by then is not to be forgotten.
      clearTimeout(timer);
      told = before;
      resolve(value);
    };
    const timer = setTimeout(() => finish(null), 150);
    told = finish;
    channel.postMessage({ ask: true });
  });
}
