// What the whole app looks at: the session, and the state that is asked for every two seconds. A screen's own
// data is asked for again when the database became another one.
import { effect, signal } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { loadLanguage, wantedLanguage } from '../i18n';
import { leaveAll } from '../router';
import { ApiError, get, isLocked, onWrite, post, request, resumeAfterUnlock, sessionEnded } from './client';
import {
  adoptToken,
  askOtherTabs,
  forgetToken,
  keepToken,
  tellLocked,
  token,
  whenAnotherTabLocks,
  whenAnotherTabUnlocks,
} from './session-token';
import type { Organization, Session, Settings, State, Worker } from './types';

export const session = signal<Session | null>(null);
export const state = signal<State | null>(null);
/** The program on this laptop does not answer. */
export const isUnreachable = signal(false);
let lastAnswerAt = Date.now();
export const workers = signal<Worker[]>([]);
/** Pharmacies, practices, insurers ...: what a record can refer to. */
export const organizations = signal<Organization[]>([]);

const POLL_MS = 2000;
/** A screen waits so long for the first state, then it comes without. */
const FIRST_STATE_MS = 150;
const ACTIVE_MS = 60_000;
/** A program that does not answer does not keep the door open for longer. */
const LEAVE_MS = 1000;

/** The state is asked for beside it: screens that know its revision ask once for what they show. */
export async function loadSession(): Promise<Session> {
  const firstState = token() ? poll() : undefined;
  const found = await request<Session>('GET', '/api/session', undefined, { patient: true, session: true });
  await loadLanguage(wantedLanguage(found.settings.language));
  await Promise.race([firstState, new Promise((resolve) => setTimeout(resolve, FIRST_STATE_MS))]);
  if (found.state !== 'open') isLocked.value = true;
  session.value = found;
  isUnreachable.value = false;
  return found;
}

/** Starts the app: takes over another tab's session if there is one. */
export async function begin(): Promise<void> {
  if (!token()) {
    const other = await askOtherTabs();
    if (other) adoptToken(other);
  }
  whenAnotherTabUnlocks(() => void opened());
  whenAnotherTabLocks(() => (isLocked.value = true));
  const found = await loadSession();
  if (found.state === 'open') enter();
}

async function opened(): Promise<void> {
  await loadSession();
  enter();
}

function enter(): void {
  resumeAfterUnlock();
  // Notes may be in Spanish whatever the person's language is.
  void loadLanguage('es');
  void loadDirectories();
}

/**
 * Colleagues and services. They are a comfort: when they do not come, none are offered, and the next start
 * asks again.
 */
async function loadDirectories(): Promise<void> {
  const nothing = { workers: [], organizations: [] };
  const [people, services] = await Promise.all([
    get<{ workers: Worker[] }>('/api/workers').catch(() => nothing),
    get<{ organizations: Organization[] }>('/api/organizations').catch(() => nothing),
  ]);
  workers.value = people.workers;
  organizations.value = services.organizations;
}

export async function unlock(passphrase: string): Promise<void> {
  const answer = await post<{ token: string }>('/api/session/unlock', { passphrase }, { session: true });
  keepToken(answer.token);
  await opened();
}

export async function setPassphrase(
  passphrase: string,
  proof: { start: string } | { old: string },
): Promise<void> {
  const answer = await post<{ token: string }>(
    '/api/session/passphrase',
    { passphrase, ...proof },
    { session: true },
  );
  keepToken(answer.token);
  await opened();
}

export async function lock(): Promise<void> {
  // What was typed last goes first: nothing can be written any more once the session has ended.
  await Promise.race([leaveAll(), new Promise((resolve) => setTimeout(resolve, LEAVE_MS))]);
  try {
    await post('/api/session/lock', {}, { session: true });
  } catch {
    // The token is dropped anyway.
  }
  forgetToken();
  tellLocked();
  isLocked.value = true;
  await loadSession();
}

export async function saveSettings(part: Partial<Settings>): Promise<void> {
  const settings = await post<Settings>('/api/settings', part);
  await loadLanguage(wantedLanguage(settings.language));
  if (session.value) session.value = { ...session.value, settings };
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks for the state now, and again in a while as long as the page is visible. */
export async function poll(): Promise<void> {
  clearTimeout(timer);
  const used = token();
  if (used) {
    try {
      state.value = await request<State>('GET', '/api/state', undefined, { session: true });
      isUnreachable.value = false;
      lastAnswerAt = Date.now();
    } catch (error) {
      if (error instanceof ApiError) {
        lastAnswerAt = Date.now();
        if (error.status === 401) sessionEnded(used);
      } else {
        isUnreachable.value = true;
        lockWhenSilent();
      }
    }
  }
  clearTimeout(timer);
  if (document.visibilityState === 'visible') timer = setTimeout(() => void poll(), POLL_MS);
}

/** A program that does not answer cannot lock itself after the idle time: the page does it. */
function lockWhenSilent(): void {
  const idleMs = (session.value?.idle_minutes ?? 0) * 60_000;
  if (isLocked.value || idleMs === 0 || Date.now() - lastAnswerAt < idleMs) return;
  forgetToken();
  isLocked.value = true;
}

let lastActive = 0;
function personIsHere(): void {
  const now = Date.now();
  if (!token() || isLocked.value || now - lastActive < ACTIVE_MS) return;
  lastActive = now;
  post('/api/session/active', {}, { session: true }).catch(() => {});
}

export function watch(): void {
  onWrite(() => void poll());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void poll();
  });
  for (const event of ['keydown', 'pointerdown', 'wheel']) {
    document.addEventListener(event, personIsHere, { passive: true, capture: true });
  }
  effect(() => {
    document.documentElement.dataset.theme = shownTheme();
  });
  dark.addEventListener('change', () => {
    if (session.value) session.value = { ...session.value };
  });
}

const dark = matchMedia('(prefers-color-scheme: dark)');

/** What is chosen, else what the computer says. */
export const shownTheme = (): string =>
  session.value?.settings.theme || (dark.matches ? 'dark' : 'light');

export interface Resource<T> {
  data: T | null;
  error: ApiError | Error | null;
  /** True only until there is something to show. */
  isLoading: boolean;
  reload: () => void;
}

interface Ask {
  method: 'GET' | 'POST';
  body?: unknown;
}

/**
 * What a screen shows: asked for at once, and again whenever the database changed. An answer that says the
 * same changes nothing on the screen. `path` null: nothing is asked.
 */
export function useResource<T>(path: string | null, ask: Ask = { method: 'GET' }): Resource<T> {
  const key =
    path === null ? null : `${ask.method} ${path} ${ask.body === undefined ? '' : JSON.stringify(ask.body)}`;
  const [shown, setShown] = useState<{ key: string; text: string; data: T } | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [again, setAgain] = useState(0);
  const latest = useRef(0);
  const answered = useRef(0);
  const revision = state.value?.revision ?? 0;

  // The request leaves before the picture is painted.
  useLayoutEffect(() => {
    if (path === null || key === null || isLocked.value) return;
    const mine = ++latest.current;
    request<T>(ask.method, path, ask.body).then(
      (data) => {
        // An answer is shown until a later one is there.
        if (mine < answered.current) return;
        answered.current = mine;
        const text = JSON.stringify(data);
        setError(null);
        setShown((before) => (before?.key === key && before.text === text ? before : { key, text, data }));
      },
      (failure: Error) => mine === latest.current && setError(failure),
    );
  }, [key, revision, again, isLocked.value]);

  const data = shown && shown.key === key ? shown.data : null;
  return { data, error, isLoading: !data && !error, reload: () => setAgain((n) => n + 1) };
}
