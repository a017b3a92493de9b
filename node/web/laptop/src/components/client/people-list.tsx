// People around the client, each with phone numbers and what is safe about them.
import type { Phone, RecordView } from '../../api/types';
import { date } from '../../format';
import { codeLabel, t } from '../../i18n';
import { isTrue, objectsOf, textOf, textsOf } from '../../model/record';
import { Chip } from '../chip';
import { Icon } from '../icon';
import { Phones } from '../phones';
import { RecordLine } from './record-line';

export function PeopleList({ views, isFull = false }: { views: RecordView[]; isFull?: boolean }) {
  return (
    <ul class="divided">
      {views.map((view) => (
        <Person key={view.record.id} view={view} isFull={isFull} />
      ))}
    </ul>
  );
}

function Person({ view, isFull }: { view: RecordView; isFull: boolean }) {
  const phones = objectsOf<Phone>(view, 'phones');
  const words = t().file;
  return (
    <RecordLine view={view} detail={roleWords(view)}>
      {isTrue(view, 'must_not_contact') && (
        <span class="alert-line">
          <Icon name="cross" />
          {words.mustNotContact}
        </span>
      )}
      <span class="row gap2">
        {isTrue(view, 'is_lead') && <Chip tone="accent">{words.lead}</Chip>}
        {isTrue(view, 'lives_with_client') && <Chip icon="home">{words.livesWith}</Chip>}
      </span>
      {phones.length > 0 && <Phones phones={phones} />}
      {isFull && <More view={view} />}
    </RecordLine>
  );
}

function roleWords(view: RecordView): string {
  const type = view.record.type;
  if (type === 'related_person') {
    const relation = textOf(view, 'relation');
    const roles = textsOf(view, 'roles').map((role) => codeLabel(role, 'roles', type));
    return [relation && codeLabel(relation, 'relation', type), ...roles].filter(Boolean).join(' · ');
  }
  const role = textOf(view, 'role');
  return [textOf(view, 'role_display') || (role && codeLabel(role, 'role', type)), textOf(view, 'specialty')]
    .filter(Boolean)
    .join(' · ');
}

function More({ view }: { view: RecordView }) {
  const words = t().file;
  const known = textsOf(view, 'may_know').map((what) => codeLabel(what, 'may_know', view.record.type));
  const from = textOf(view, 'start_date');
  const until = textOf(view, 'stop_date');
  const period =
    from && until
      ? words.fromTo(date(from), date(until))
      : from
        ? words.since(date(from))
        : until
          ? words.until(date(until))
          : '';
  return (
    <>
      {known.length > 0 && (
        <span class="small soft" dir="auto">
          {words.mayKnow(known.join(', '))}
        </span>
      )}
      {period && <span class="small faint">{period}</span>}
      {textOf(view, 'availability') && (
        <span class="small soft" dir="auto">
          {textOf(view, 'availability')}
        </span>
      )}
    </>
  );
}
