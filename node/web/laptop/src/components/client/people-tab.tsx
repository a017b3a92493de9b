import type { RecordView } from '../../api/types';
import { date, localDate } from '../../format';
import { codeLabel, t } from '../../i18n';
import { consents, isExpired, relatedPeople, team } from '../../model/case-file';
import { textOf, textsOf } from '../../model/record';
import { Chip } from '../chip';
import { useCase } from './case-context';
import { PeopleList } from './people-list';
import { RecordLine } from './record-line';
import { SectionCard } from './section-card';

export function PeopleTab() {
  const { file, openForm } = useCase();
  const words = t().file;
  const [now, former] = team(file);
  const related = relatedPeople(file);
  const given = consents(file);
  return (
    <div class="two-columns">
      <div class="stack gap5">
        <SectionCard
          title={words.family}
          onAdd={() => openForm('related_person')}
          empty={related.length === 0 && words.familyNone}
        >
          <PeopleList views={related} isFull />
        </SectionCard>
        <SectionCard
          title={words.consents}
          onAdd={() => openForm('consent')}
          empty={given.length === 0 && words.consentsNone}
        >
          <ul class="divided">
            {given.map((view) => (
              <ConsentLine key={view.record.id} view={view} />
            ))}
          </ul>
        </SectionCard>
      </div>
      <div class="stack gap5">
        <SectionCard
          title={words.careTeam}
          onAdd={() => openForm('care_team_member')}
          empty={now.length === 0 && words.careTeamNone}
        >
          <PeopleList views={now} isFull />
        </SectionCard>
        {former.length > 0 && (
          <SectionCard title={words.formerTeam}>
            <PeopleList views={former} isFull />
          </SectionCard>
        )}
      </div>
    </div>
  );
}

function ConsentLine({ view }: { view: RecordView }) {
  const words = t().file;
  const until = textOf(view, 'valid_until');
  const what = textsOf(view, 'what')
    .map((code) => codeLabel(code, 'what', 'consent'))
    .join(', ');
  return (
    <RecordLine view={view} detail={what} aside={<ConsentState view={view} />}>
      {until && <span class="small faint">{words.until(date(until))}</span>}
      {textOf(view, 'withdrawn_reason') && (
        <span class="small" dir="auto">
          {textOf(view, 'withdrawn_reason')}
        </span>
      )}
    </RecordLine>
  );
}

function ConsentState({ view }: { view: RecordView }) {
  const status = textOf(view, 'status');
  if (status === 'active' && isExpired(view, localDate(new Date())))
    return (
      <Chip tone="mind" icon="clock">
        {t().file.expired}
      </Chip>
    );
  if (!status) return null;
  const tone = status === 'active' ? 'good' : status === 'draft' ? '' : 'alert';
  const icon = status === 'active' ? 'check' : status === 'draft' ? 'pen' : 'cross';
  return (
    <Chip tone={tone} icon={icon}>
      {codeLabel(status, 'status', 'consent')}
    </Chip>
  );
}
