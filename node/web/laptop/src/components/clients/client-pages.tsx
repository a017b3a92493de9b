// All clients by family name, a page at a time. Far from what is seen, pages are empty boxes of that height,
// so that thousands of rows cost no more than a few.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useResource } from '../../api/store';
import type { ClientCard } from '../../api/types';
import { ClientRow } from './client-row';

export const PAGE_ROWS = 50;
const ROW_REM = 4.25;

export interface ClientPageData {
  clients: ClientCard[];
  total: number;
}

export function ClientPages({ total }: { total: number }) {
  const pages = Array.from({ length: Math.ceil(total / PAGE_ROWS) }, (_, i) => i * PAGE_ROWS);
  return (
    <>
      {pages.map((offset) => (
        <ClientPage key={offset} offset={offset} rows={Math.min(PAGE_ROWS, total - offset)} />
      ))}
    </>
  );
}

function ClientPage({ offset, rows }: { offset: number; rows: number }) {
  const box = useRef<HTMLUListElement>(null);
  const [isNear, setNear] = useState(offset === 0);
  const [height, setHeight] = useState(`${rows * ROW_REM}rem`);
  const { data } = useResource<ClientPageData>(
    isNear ? `/api/clients?offset=${offset}&limit=${PAGE_ROWS}` : null,
  );

  useEffect(() => {
    const watcher = new IntersectionObserver(
      ([entry]) => {
        if (!entry) return;
        if (!entry.isIntersecting && entry.boundingClientRect.height > 0)
          setHeight(`${entry.boundingClientRect.height}px`);
        setNear(entry.isIntersecting);
      },
      { rootMargin: '1500px 0px' },
    );
    watcher.observe(box.current!);
    return () => watcher.disconnect();
  }, []);

  const clients = isNear ? data?.clients : undefined;
  return (
    <ul ref={box} class="client-list" style={clients ? undefined : { minHeight: height }}>
      {clients?.map((card) => (
        <ClientRow key={card.id} card={card} />
      ))}
    </ul>
  );
}
