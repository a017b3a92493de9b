import type { ClientCard } from '../../api/types';
import { addressLine, date } from '../../format';
import { codeLabel, t } from '../../i18n';
import { Chip } from '../chip';
import { Highlighted } from '../highlighted';
import { Icon } from '../icon';
import { MarkBadge } from '../mark-badge';
import { PhoneLine } from '../phones';

interface Props {
  card: ClientCard;
  /** What was searched for; phones are shown when digits were. */
  words?: string;
}

export function ClientRow({ card, words = '' }: Props) {
  const hasDigits = /\d{3}/.test(words.replace(/\D/g, ''));
  return (
    <li class="client-row">
      <a href={`#/client/${card.id}`} class="client-link">
        <span class="client-name">
          <FamilyFirst card={card} words={words} />
        </span>
        <span class="client-facts">
          <Facts card={card} words={words} />
        </span>
      </a>
      <span class="client-signs">
        <Signs card={card} />
      </span>
      {hasDigits && <MatchingPhones card={card} words={words} />}
    </li>
  );
}

function FamilyFirst({ card, words }: { card: ClientCard; words: string }) {
  const called = card.preferred_name && card.preferred_name !== card.given_name ? card.preferred_name : '';
  if (!card.family_name)
    return (
      <strong>
        <Highlighted text={card.name} words={words} />
      </strong>
    );
  return (
    <>
      <strong>
        <Highlighted text={card.family_name} words={words} />
      </strong>
      {card.given_name && (
        <>
          , <Highlighted text={card.given_name} words={words} />
        </>
      )}
      {called && <span class="soft"> ({t().clients.called(called)})</span>}
    </>
  );
}

function Facts({ card, words }: { card: ClientCard; words: string }) {
  const address = addressLine(card.addresses[0]);
  return (
    <>
      {card.age !== null && (
        <span class="nowrap">
          {t().common.age(card.age)}, {t().clients.born(date(card.birth_date))}
        </span>
      )}
      {address && (
        <span class="client-address">
          <Highlighted text={address} words={words} />
        </span>
      )}
    </>
  );
}

function Signs({ card }: { card: ClientCard }) {
  const words = t().clients;
  return (
    <>
      {card.is_inactive && <Chip>{codeLabel(card.status, 'status', 'client')}</Chip>}
      {card.conflicts > 0 && (
        <Chip tone="mind" icon="split">
          {words.toDecide(card.conflicts)}
        </Chip>
      )}
      {card.safety_alerts.length > 0 && (
        <Chip tone="alert" icon="alert">
          {words.alerts(card.safety_alerts.length)}
        </Chip>
      )}
      {card.interpreter_needed && <Chip icon="message">{card.language || words.interpreter}</Chip>}
      {card.mark !== 'office' && <MarkBadge mark={card.mark} />}
    </>
  );
}

function MatchingPhones({ card, words }: { card: ClientCard; words: string }) {
  const digits = words.replace(/\D/g, '');
  const found = card.phones.filter((phone) => phone.number.replace(/\D/g, '').includes(digits));
  return (
    <>
      {found.map((phone, i) => (
        <span class="row gap2 client-phone" key={i}>
          <Icon name="phone" />
          <PhoneLine phone={phone} />
        </span>
      ))}
    </>
  );
}
