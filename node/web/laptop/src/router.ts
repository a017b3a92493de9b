// Hash routes with ids only: #/visit/ID. What a person reads or types never stands in an address.
import { signal } from '@preact/signals';

export interface Route {
  screen: string;
  parts: string[];
  query: URLSearchParams;
}

function parse(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [screen = '', ...parts] = path.split('/').map(safelyDecoded);
  return { screen: screen || 'today', parts, query: new URLSearchParams(query) };
}

function safelyDecoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const route = signal<Route>(parse(location.hash));

/** Asked before leaving a screen; a screen with something that cannot wait flushes it here. */
type Leaving = () => Promise<void>;
const leaving = new Set<Leaving>();

export function onLeave(then: Leaving): () => void {
  leaving.add(then);
  return () => leaving.delete(then);
}

/** What cannot wait is flushed now. */
export async function leaveAll(): Promise<void> {
  await Promise.allSettled([...leaving].map((then) => then()));
}

addEventListener('hashchange', () => {
  void leaveAll();
  route.value = parse(location.hash);
});

export function go(path: string): void {
  location.hash = path;
}

export function replace(path: string): void {
  history.replaceState(null, '', path);
  route.value = parse(location.hash);
}
