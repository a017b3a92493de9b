// Finds the client of a new visit: type, choose with the arrows or the mouse.
import { useEffect, useId, useState } from 'preact/hooks';
import { post } from '../../api/client';
import type { ClientCard, FoundRecord } from '../../api/types';
import { addressLine } from '../../format';
import { codeLabel, t } from '../../i18n';
import { Chip } from '../chip';

const SHOWN = 8;

export function ClientPicker({ onChoose, error }: { onChoose: (card: ClientCard) => void; error?: string }) {
  const words = t().day;
  const id = useId();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<ClientCard[] | null>(null);
  const [at, setAt] = useState(0);

  useEffect(() => {
    if (!typed.trim()) return setFound(null);
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const answer = await post<{ found: FoundRecord[] }>('/api/search', { words: typed, limit: 30 });
      if (!isCurrent) return;
      setFound(
        answer.found
          .filter((f) => f.type === 'client' && f.client)
          .map((f) => f.client!)
          .slice(0, SHOWN),
      );
      setAt(0);
    }, 120);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [typed]);

  const key = (event: KeyboardEvent) => {
    if (!found?.length) return;
    if (event.key === 'ArrowDown') setAt((at + 1) % found.length);
    else if (event.key === 'ArrowUp') setAt((at + found.length - 1) % found.length);
    else if (event.key === 'Enter') onChoose(found[at]!);
    else return;
    event.preventDefault();
  };

  return (
    <div class="field">
      <label for={id}>{words.clientSearch}</label>
      <span class="hint" id={`${id}-h`}>
        {words.clientSearchHint}
      </span>
      <input
        class="input"
        id={id}
        dir="auto"
        autocomplete="off"
        role="combobox"
        aria-expanded={!!found?.length}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-describedby={`${id}-h`}
        autofocus
        aria-activedescendant={found?.length ? `${id}-${at}` : undefined}
        aria-invalid={error && !typed ? true : undefined}
        value={typed}
        onInput={(e) => setTyped(e.currentTarget.value)}
        onKeyDown={key}
      />
      {error && !typed && <span class="error">{error}</span>}
      <ul class="picker" role="listbox" id={`${id}-list`} aria-label={words.client} hidden={!found?.length}>
        {found?.map((card, i) => (
          <li
            key={card.id}
            role="option"
            id={`${id}-${i}`}
            aria-selected={i === at}
            onClick={() => onChoose(card)}
          >
            <strong>
              <bdi>{card.name}</bdi>
            </strong>
            {card.is_inactive && (
              <Chip tone="mind" icon="alert">
                {codeLabel(card.status, 'status', 'client')}
              </Chip>
            )}
            <span class="soft small" dir="auto">
              {addressLine(card.addresses[0])}
            </span>
          </li>
        ))}
      </ul>
      <span class="small soft" role="status">
        {found && !found.length && words.nobodyFound}
      </span>
    </div>
  );
}
