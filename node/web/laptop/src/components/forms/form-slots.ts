// Two windows with the same form do not write over each other: each has a place of its own among a few, and a
// form that is opened later finds what any of them has left.
import { request } from '../../api/client';
import type { Kept } from './kept-form';

const PLACES = 3;

export interface Slot {
  /** The key under which this window keeps the form. */
  key: Promise<string>;
  /** The same, as far as it is known already. */
  known: () => string | null;
  content: Promise<Kept | null>;
  release: () => void;
}

/** Held by this window until it lets go, or is gone; null: another one has it. */
function hold(name: string): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    void navigator.locks.request(`satchel.form.${name}`, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      return new Promise<void>((letGo) => resolve(letGo));
    });
  });
}

interface Place {
  key: string;
  letGo: () => void;
  kept: Kept | null;
}

async function placeAt(key: string): Promise<Place | null> {
  const letGo = await hold(key);
  if (!letGo) return null;
  try {
    const kept = await request<Kept>('GET', `/api/forms/${key}`, undefined, { patient: true });
    return { key, letGo, kept: kept.fields ? kept : null };
  } catch {
    // What lies there is not known, so nothing may be written over it.
    letGo();
    return null;
  }
}

async function firstPlace(base: string): Promise<Place> {
  const keys = Array.from({ length: PLACES }, (_, i) => (i === 0 ? base : `${base}-${i + 1}`));
  const places = (await Promise.all(keys.map(placeAt))).filter((place) => place !== null);
  const chosen = places.find((place) => place.kept) ?? places[0];
  for (const place of places) if (place !== chosen) place.letGo();
  // More windows than places: what is typed here is kept until it is saved, and not found again.
  return chosen ?? { key: `${base}-${crypto.randomUUID().slice(0, 8)}`, letGo: () => {}, kept: null };
}

export function claimSlot(base: string): Slot {
  let known: string | null = null;
  let isReleased = false;
  const place = firstPlace(base);
  const release = () => {
    isReleased = true;
    void place.then(({ letGo }) => letGo());
  };
  void place.then(({ key, letGo }) => {
    known = key;
    if (isReleased) letGo();
  });
  return {
    key: place.then(({ key }) => key),
    known: () => known,
    content: place.then(({ kept }) => kept),
    release,
  };
}
