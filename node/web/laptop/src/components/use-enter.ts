import { useEffect, useRef } from 'preact/hooks';

/** Enter does the next thing, unless it is meant for something that has the focus. */
export function useEnter(then: () => void): void {
  const next = useRef(then);
  next.current = then;
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const isFree = target === document.body || target.matches('h1, main');
      if (event.key !== 'Enter' || !isFree || event.repeat) return;
      event.preventDefault();
      next.current();
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, []);
}
