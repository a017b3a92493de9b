// Clients at one address at nearly one time are one trip: one way there, a visit and a note for each of them.
import type { VisitView } from '../api/types';
import { textOf } from './record';

const NEAR_MS = 45 * 60_000;

export function addressKey(visit: VisitView): string {
  if (textOf(visit, 'contact_kind') !== 'home') return '';
  const address = visit.client.addresses[0];
  return [address?.line, address?.city].filter(Boolean).join('|').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** In the order of the visits; a trip stands where its first visit stands. */
export function trips(visits: VisitView[]): VisitView[][] {
  const groups: VisitView[][] = [];
  for (const visit of visits) {
    const key = addressKey(visit);
    const group = key && groups.find((g) => addressKey(g[0]!) === key && isNear(g.at(-1)!, visit));
    if (group) group.push(visit);
    else groups.push([visit]);
  }
  return groups;
}

function isNear(a: VisitView, b: VisitView): boolean {
  const sameClient = a.client.id === b.client.id;
  return (
    !sameClient &&
    Math.abs(Date.parse(textOf(a, 'planned_start')) - Date.parse(textOf(b, 'planned_start'))) <= NEAR_MS
  );
}
