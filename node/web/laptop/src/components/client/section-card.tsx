import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../../i18n';
import { Button } from '../button';

interface Props {
  title: string;
  children: ComponentChildren;
  onAdd?: () => void;
  addLabel?: string;
  /** Words that stand where nothing is. */
  empty?: string | false;
  class?: string;
}

export function SectionCard({ title, children, onAdd, addLabel, empty, class: extra = '' }: Props) {
  const id = useId();
  return (
    <section class={`card ${extra}`} aria-labelledby={id}>
      <div class="section-title">
        <h2 id={id}>{title}</h2>
        {onAdd && (
          <Button kind="quiet" size="small" icon="plus" class="no-print" onClick={onAdd}>
            {t().common.add}
            <span class="visually-hidden">: {addLabel ?? title}</span>
          </Button>
        )}
      </div>
      {empty ? <p class="faint">{empty}</p> : children}
    </section>
  );
}
