// Talks to the program on this laptop. Asks again until it is answered when the program is restarting, and
// waits for the unlock screen when it is locked, so that a form never loses what was typed.
import { signal } from '@preact/signals';
import { inWords, t } from '../i18n';
import { forgetToken, token } from './session-token';
import type { Problem, Save, Saved } from './types';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem & { wait_ms?: number },
  ) {
    super(problem.message);
  }
}

/** The program asks for the passphrase; the unlock screen lies over everything. */
export const isLocked = signal(false);
/** Requests that were not answered and are tried again: how many. */
export const waiting = signal(0);

let unlocked: (() => void)[] = [];

/** Called by the unlock screen: everything that waited goes on. */
export function resumeAfterUnlock(): void {
  isLocked.value = false;
  wakeAll();
  const resume = unlocked;
  unlocked = [];
  for (const go of resume) go();
}

/** Resolves at once while it is open, else after unlocking. */
export function whenUnlocked(): Promise<void> {
  return isLocked.value ? new Promise((resolve) => unlocked.push(resolve)) : Promise.resolve();
}

/** The program does not know this token any more; false when another tab has brought a newer one. */
export function sessionEnded(used: string | null): boolean {
  if (token() !== used) return false;
  forgetToken();
  isLocked.value = true;
  return true;
}

/** Ends the pauses of requests that wait for their next try. */
const wakers = new Set<() => void>();

function wakeAll(): void {
  for (const wake of wakers) wake();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      wakers.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    wakers.add(wake);
  });
}

async function send(method: string, path: string, body: unknown, keepalive: boolean): Promise<Response> {
  const headers: Record<string, string> = { 'X-Satchel': '1' };
  if (token()) headers['X-Satchel-Session'] = token()!;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const text = body === undefined ? undefined : JSON.stringify(body);
  return fetch(path, { method, headers, body: text, keepalive });
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const answer = await response.json();
    if (answer?.error) {
      const { message = '', hint = '' } = answer.error;
      return { kind: '', ...answer.error, message: inWords(message), hint: inWords(hint) };
    }
  } catch {
    // No JSON: the words below have to do.
  }
  return { kind: `http_${response.status}`, message: `${response.status} ${response.statusText}`, hint: '' };
}

interface Options {
  /** Ask again until the program answers. */
  patient?: boolean;
  /** The session's own requests: a 401 is an answer, not a reason to show the unlock screen. */
  session?: boolean;
  /** Goes on although the page goes away: for what is typed last. */
  keepalive?: boolean;
}

/** While it is locked nothing is asked and nothing is written: whoever finds a way around the door. */
export function refuseWhileLocked(): void {
  if (!isLocked.value) return;
  throw new ApiError(401, { kind: 'locked', message: t().common.unlock.isLocked, hint: '' });
}

/** Any answer says that the program is back: whoever waits for it goes on at once. */
async function answered(method: string, path: string, body: unknown, how: Options): Promise<Response> {
  let counted = false;
  try {
    for (let wait = 400; ; wait = Math.min(wait * 1.6, 5000)) {
      try {
        const response = await send(method, path, body, Boolean(how.keepalive && !counted));
        wakeAll();
        return response;
      } catch (error) {
        if (!how.patient) throw error;
        if (!counted) waiting.value++;
        counted = true;
        await pause(wait);
      }
    }
  } finally {
    if (counted) waiting.value--;
  }
}

export async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  options: Options = {},
): Promise<T> {
  if (!options.session) refuseWhileLocked();
  for (;;) {
    const used = token();
    const response = await answered(method, path, body, options);
    if (response.ok) return (await response.json()) as T;
    const problem = await problemOf(response);
    if (response.status !== 401 || options.session) throw new ApiError(response.status, problem);
    if (sessionEnded(used)) await whenUnlocked();
  }
}

export const get = <T>(path: string) => request<T>('GET', path);
export const post = <T>(path: string, body: unknown, options?: Options) =>
  request<T>('POST', path, body, options);

/**
 * Saves all of it or nothing. Is answered only when it is durable on this laptop; until then it asks again
 * with the same number, so an answer that got lost changes nothing twice. `form`: the kept form that becomes
 * this save, and is kept no more when it is durable.
 */
export async function save(saves: Save[], form?: string): Promise<Saved> {
  const saved = await post<Saved>('/api/saves', { request: newId(), saves, form }, { patient: true });
  afterWrite();
  return saved;
}

/** For writes that change nothing when they come twice. */
export async function write<T>(path: string, body: unknown = {}): Promise<T> {
  const answer = await post<T>(path, body, { patient: true });
  afterWrite();
  return answer;
}

export function newId(): string {
  return crypto.randomUUID();
}

let afterWrite = () => {};
/** The store asks for the state after each write. */
export function onWrite(then: () => void): void {
  afterWrite = then;
}
