import type { Place } from './visit-times';

const WAIT_MS = 6000;

/** Where the laptop is; null when it does not say so in time. */
export function whereAmI(): Promise<Place | null> {
  if (!navigator.geolocation) return Promise.resolve(null);
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({ lat: coords.latitude, lon: coords.longitude, accuracy_m: Math.round(coords.accuracy) }),
      () => resolve(null),
      { timeout: WAIT_MS, maximumAge: 60_000, enableHighAccuracy: true },
    );
  });
}
