// Who this is: as a person, with what must be known before anything else is done.
import type { CaseFile } from '../../api/types';
import { date } from '../../format';
import { codeLabel, t } from '../../i18n';
import { undecided } from '../../model/case-file';
import { textOf } from '../../model/record';
import { AddressBlock } from '../address-block';
import { Button } from '../button';
import { Chip } from '../chip';
import { AccessLine, SafetyAlerts } from '../client-header';
import { Icon } from '../icon';
import { MarkBadge } from '../mark-badge';
import { ConflictMarker } from '../office/conflict-marker';
import { Phones } from '../phones';
import { useCase } from './case-context';
import { useState } from 'preact/hooks';
import { SectionForm } from './section-form';
import type { ClientSection } from '../../model/form-specs';

export function CaseHeader() {
  const { file } = useCase();
  const { card } = file;
  const [section, setSection] = useState<ClientSection | null>(null);
  const words = t().file;
  return (
    <section class="case-header" aria-label={card.name}>
      <PersonLine file={file} />
      <div class="case-contact">
        {card.safety_alerts.length > 0 && (
          <div class="case-alerts">
            <SafetyAlerts alerts={card.safety_alerts} />
            <Button
              kind="quiet"
              size="small"
              icon="pen"
              class="no-print"
              onClick={() => setSection('safety')}
            >
              {words.moreAlerts}
            </Button>
          </div>
        )}
        <div class="stack gap2">
          <h2 class="eyebrow">{words.phones}</h2>
          <Phones phones={card.phones} />
          <ContactPreference file={file} />
          <div>
            <Button
              kind="quiet"
              size="small"
              icon="pen"
              class="no-print case-edit"
              onClick={() => setSection('contact')}
            >
              {words.editContact}
            </Button>
          </div>
        </div>
        <div class="stack gap2">
          <h2 class="eyebrow">{words.address}</h2>
          {card.addresses.length === 0 && <p class="faint">{words.noAddress}</p>}
          {card.addresses.map((address, i) => (
            <AddressBlock key={i} address={address} />
          ))}
          <AccessLine text={card.access_instructions} />
          <ConflictMarker view={file.client} field="access_instructions" />
        </div>
      </div>
      {section && <SectionForm section={section} onClose={() => setSection(null)} />}
    </section>
  );
}

function PersonLine({ file }: { file: CaseFile }) {
  const { card, client } = file;
  const words = t().file;
  const died = textOf(client, 'death_date');
  const gender = textOf(client, 'gender');
  const facts = [
    card.age !== null && t().common.age(card.age),
    card.birth_date && words.born(date(card.birth_date)),
    died && words.died(date(died)),
    textOf(client, 'pronouns'),
    gender
      ? codeLabel(gender, 'gender', 'client')
      : card.sex && card.sex !== 'unknown' && codeLabel(card.sex, 'sex', 'client'),
    !card.interpreter_needed && card.language,
  ].filter((fact): fact is string => Boolean(fact));
  return (
    <div class="row gap2 case-line">
      {facts.length > 0 && (
        <span class="soft">
          {facts.map((fact, i) => (
            <span key={i}>
              {i > 0 && ' · '}
              <bdi>{fact}</bdi>
            </span>
          ))}
        </span>
      )}
      {card.interpreter_needed && (
        <Chip tone="mind" icon="message">
          {t().common.interpreter(card.language)}
        </Chip>
      )}
      <CodeStatus file={file} />
      <ToDecide file={file} />
      {card.is_inactive && <Chip>{codeLabel(card.status, 'status', 'client')}</Chip>}
      {card.mark !== 'office' && <MarkBadge mark={card.mark} />}
    </div>
  );
}

function CodeStatus({ file }: { file: CaseFile }) {
  const words = t().file;
  if (file.client.conflicts.includes('code_status')) {
    return (
      <a class="chip alert" href={`#/conflicts/${file.client.record.id}`}>
        <Icon name="alert" />
        {words.codeStatusUnclear}
      </a>
    );
  }
  const status = textOf(file.client, 'code_status');
  if (!status || status === 'unknown') return null;
  return (
    <Chip tone={status === 'full_code' ? '' : 'alert'} icon="heart">
      {codeLabel(status, 'code_status', 'client')}
    </Chip>
  );
}

function ToDecide({ file }: { file: CaseFile }) {
  const count = undecided(file);
  if (count === 0) return null;
  return (
    <a class="chip mind no-print" href={`#/conflicts/${file.card.id}`} title={t().file.decideLead}>
      <Icon name="split" />
      {t().file.decideCount(count)}
    </a>
  );
}

function ContactPreference({ file }: { file: CaseFile }) {
  const text = textOf(file.client, 'contact_preference');
  if (!text) return null;
  return (
    <p class="small">
      <span class="faint">{t().file.contactHow}:</span> <bdi>{text}</bdi>
    </p>
  );
}
