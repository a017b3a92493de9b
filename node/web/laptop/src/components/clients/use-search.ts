import { useEffect, useState } from 'preact/hooks';
import { useResource } from '../../api/store';
import type { FoundRecord } from '../../api/types';

const PAUSE_MS = 160;
/** More are not asked for: who searches types another letter. */
export const MOST_FOUND = 50;

/** The value once it rested for a moment. */
export function useRested<T>(value: T, ms = PAUSE_MS): T {
  const [rested, setRested] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [key]);
  return rested;
}

interface Answer {
  words: string;
  found: FoundRecord[];
}

/** What was found last stays until the next answer is there, so that nothing flickers while typing. */
export function useSearch(words: string): Answer | null {
  const rested = useRested(words.trim());
  const resource = useResource<{ found: FoundRecord[] }>(rested ? '/api/search' : null, {
    method: 'POST',
    body: { words: rested, limit: MOST_FOUND },
  });
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    if (!rested) setAnswer(null);
    else if (resource.data) setAnswer({ words: rested, found: resource.data.found });
  }, [rested, resource.data]);
  return words.trim() ? answer : null;
}
