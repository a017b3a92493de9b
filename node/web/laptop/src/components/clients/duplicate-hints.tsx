// People on this laptop who may be the same as the one that is being entered. It warns and never refuses.
import { useEffect, useState } from 'preact/hooks';
import { useResource } from '../../api/store';
import type { DuplicateHint } from '../../api/types';
import { addressLine, date } from '../../format';
import { t } from '../../i18n';
import type { Values } from '../../model/form-specs';
import { LinkButton } from '../button';
import { Chip } from '../chip';
import { Icon } from '../icon';
import { useRested } from './use-search';

const PAUSE_MS = 300;

function question(values: Values) {
  const text = (field: string) => (typeof values[field] === 'string' ? (values[field] as string).trim() : '');
  const number = text('number');
  return {
    given_name: text('given_name') || undefined,
    family_name: text('family_name') || undefined,
    birth_date: /^\d{4}-\d\d-\d\d$/.test(text('birth_date')) ? text('birth_date') : undefined,
    phones: number.replace(/\D/g, '').length >= 7 ? [number] : undefined,
  };
}

export function DuplicateHints({ values }: { values: Values }) {
  const asked = useRested(question(values), PAUSE_MS);
  const isWorthAsking = Boolean(
    (asked.given_name && asked.family_name) || asked.phones || (asked.family_name && asked.birth_date),
  );
  const { data } = useResource<{ hints: DuplicateHint[] }>(isWorthAsking ? '/api/duplicates' : null, {
    method: 'POST',
    body: asked,
  });
  // The last answer stays until the next is there, so that nothing flickers while typing.
  const [hints, setHints] = useState<DuplicateHint[]>([]);
  useEffect(() => {
    if (!isWorthAsking) setHints([]);
    else if (data) setHints(data.hints);
  }, [data, isWorthAsking]);
  const words = t().clients;
  return (
    <section class={`card ${hints.length > 0 ? 'hints-found' : ''}`} aria-labelledby="maybe">
      <h2 id="maybe">
        {hints.length > 0 && <Icon name="people" />} {words.maybeTitle}
      </h2>
      <p class="soft" role="status">
        {hints.length > 0 ? words.maybeLead(hints.length) : words.maybeNone}
      </p>
      <ul>
        {hints.map((hint) => (
          <Hint key={hint.client.id} hint={hint} />
        ))}
      </ul>
    </section>
  );
}

function Hint({ hint }: { hint: DuplicateHint }) {
  const { client } = hint;
  const words = t().clients;
  const address = addressLine(client.addresses[0]);
  return (
    <li class="hint-card">
      <strong>
        <bdi>{client.name}</bdi>
      </strong>
      {client.birth_date && <span class="small soft">{words.born(date(client.birth_date))}</span>}
      {address && (
        <span class="small soft" dir="auto">
          {address}
        </span>
      )}
      <span class="row gap1">
        {hint.because.map((why) => (
          <Chip key={why} tone="mind">
            {words.because[why] ?? why}
          </Chip>
        ))}
      </span>
      <span class="row">
        <LinkButton size="small" href={`#/client/${client.id}`}>
          {t().common.open}
          <span class="visually-hidden">: {words.maybeOpen(client.name)}</span>
        </LinkButton>
      </span>
    </li>
  );
}
