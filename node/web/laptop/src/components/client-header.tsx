import type { ClientCard } from '../api/types';
import { addressLine } from '../format';
import { codeLabel, t } from '../i18n';
import { Chip } from './chip';
import { Icon } from './icon';
import { Phones } from './phones';

export function SafetyAlerts({ alerts }: { alerts: string[] }) {
  if (!alerts.length) return null;
  return (
    <ul class="alerts" aria-label={t().common.alerts}>
      {alerts.map((alert) => (
        <li class="alert-line" key={alert}>
          <Icon name="alert" />
          <span dir="auto">{alert}</span>
        </li>
      ))}
    </ul>
  );
}

/** Age, language and state of the file in one quiet line. */
export function ClientFacts({ card }: { card: ClientCard }) {
  const facts = [
    card.age !== null ? t().common.age(card.age) : '',
    card.sex && card.sex !== 'unknown' ? codeLabel(card.sex, 'sex') : '',
    !card.interpreter_needed ? card.language : '',
  ].filter(Boolean);
  return (
    <div class="row gap2">
      {facts.length > 0 && <span class="soft">{facts.join(' · ')}</span>}
      {card.interpreter_needed && (
        <Chip tone="mind" icon="message">
          {t().common.interpreter(card.language)}
        </Chip>
      )}
      {card.is_inactive && <Chip>{codeLabel(card.status, 'status', 'client')}</Chip>}
    </div>
  );
}

export function AccessLine({ text }: { text: string }) {
  if (!text) return null;
  return (
    <p class="row gap2 top">
      <Icon name="key" />
      <span class="grow">
        <span class="visually-hidden">{t().common.access}: </span>
        <span dir="auto">{text}</span>
      </span>
    </p>
  );
}

/**
 * Who this is about, on screens that are about something else: name, facts, alerts, phones with their flags.
 */
export function ClientHeader({ card, compact = false }: { card: ClientCard; compact?: boolean }) {
  return (
    <section class="person" aria-label={card.name}>
      <a class="person-name" href={`#/client/${card.id}`}>
        <bdi>{card.name}</bdi>
      </a>
      <ClientFacts card={card} />
      <SafetyAlerts alerts={card.safety_alerts} />
      {!compact && (
        <>
          {card.addresses[0] && (
            <p class="row gap2 top">
              <Icon name="pin" />
              <span class="grow" dir="auto">
                {addressLine(card.addresses[0])}
              </span>
            </p>
          )}
          <AccessLine text={card.access_instructions} />
          <Phones phones={card.phones} />
        </>
      )}
    </section>
  );
}
