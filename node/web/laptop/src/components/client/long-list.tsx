import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { Button } from '../button';

const STEP = 15;

interface Props<T> {
  items: T[];
  first?: number;
  children: (item: T) => ComponentChildren;
}

/** A list that begins with its first lines. */
export function LongList<T>({ items, first = STEP, children }: Props<T>) {
  const [shown, setShown] = useState(first);
  return (
    <>
      <ul class="divided">{items.slice(0, shown).map(children)}</ul>
      {items.length > shown && (
        <div class="see-all no-print">
          <Button kind="quiet" size="small" onClick={() => setShown(Infinity)}>
            {t().file.all(items.length)}
          </Button>
        </div>
      )}
    </>
  );
}
