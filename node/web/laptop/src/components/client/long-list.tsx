import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { Button } from '../button';

const STEP = 15;

/** A list that begins with its first lines. */
export function LongList<T>({ items, children }: { items: T[]; children: (item: T) => ComponentChildren }) {
  const [shown, setShown] = useState(STEP);
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
