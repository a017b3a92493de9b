// Plans a visit, once or repeated. Repeated ones become visits of their own at once, in one save.
import { useState } from 'preact/hooks';
import { newId } from '../../api/client';
import type { ClientCard, Edit, Json, VisitView } from '../../api/types';
import { addDays, list, longDay } from '../../format';
import { codeLabel, t } from '../../i18n';
import { myId } from '../../model/me';
import { textOf } from '../../model/record';
import { MOST_VISITS, repeatedDates, type Recurrence } from '../../model/recurrence';
import { minutesBetween, utcOffset } from '../../model/visit-times';
import { Button } from '../button';
import { ClientFacts, SafetyAlerts } from '../client-header';
import { Panel } from '../dialog';
import { AreaField, ChoiceField, SelectField, TextField } from '../field';
import { useKeptForm } from '../forms/kept-form';
import { KeptFormFrame } from '../forms/kept-form-frame';
import { Notice } from '../notice';
import { useSaving } from '../save-button';
import { useClash } from './use-clash';
import { ClientPicker } from './client-picker';
import { whenOf, whenTimes, WhenFields, type When } from './when-fields';

interface Props {
  client?: ClientCard;
  /** The day that was pressed. */
  day?: Date;
  /** Repeat this one. */
  like?: VisitView;
  onClose: () => void;
}

const rhythms: Record<string, Omit<Recurrence, 'count'> | null> = {
  once: null,
  daily: { every: 1, unit: 'day' },
  weekly: { every: 1, unit: 'week' },
  twoWeekly: { every: 2, unit: 'week' },
  monthly: { every: 1, unit: 'month' },
};

const places: Record<string, string> = { home: 'home', office: 'office' };

function firstWhen({ day, like }: Props) {
  if (!like) {
    const start = new Date(day ?? Date.now());
    start.setMinutes(0, 0, 0);
    start.setHours(day ? 9 : start.getHours() + 1);
    return whenOf(start, 60);
  }
  const start = textOf(like, 'planned_start');
  return whenOf(
    addDays(new Date(start || Date.now()), 7),
    minutesBetween(start, textOf(like, 'planned_end')) ?? 60,
  );
}

const whenFields = ['date', 'time', 'minutes'] as const;

function firstValues(props: Props) {
  const { like } = props;
  return {
    ...firstWhen(props),
    kind: (like && textOf(like, 'contact_kind')) || 'home',
    service: like ? textOf(like, 'service_display') : '',
    reason: like ? textOf(like, 'reason') : '',
    rhythm: like ? 'weekly' : 'once',
    count: '4',
  };
}

export function PlanPanel(props: Props) {
  const { like, onClose } = props;
  const words = t().day;
  const begun = like?.client ?? props.client ?? null;
  const [initial] = useState(() => firstValues(props));
  const about = like ? `repeat-${like.record.id}` : `plan-${begun?.id ?? 'new'}`;
  const form = useKeptForm(about, {});
  // The day that was pressed is newer than the one with which a kept form began.
  const value = (field: keyof typeof initial) => String(form.touched[field]?.value ?? initial[field]);
  const chosen = form.touched.client;
  const client = chosen ? (chosen.value as unknown as ClientCard | null) : begun;
  const when = { date: value('date'), time: value('time'), minutes: value('minutes') };
  const setWhen = (now: When) =>
    whenFields.forEach((field) => now[field] !== when[field] && form.set(field, now[field]));
  const kind = value('kind');
  const service = value('service');
  const reason = value('reason');
  const rhythm = value('rhythm');
  const count = value('count');
  const [error, setError] = useState('');
  const saving = useSaving();

  const times = whenTimes(when);
  const recurrence = rhythms[rhythm]
    ? { ...rhythms[rhythm]!, count: Math.max(1, Math.min(Number(count) || 1, MOST_VISITS)) }
    : null;
  const starts = times ? (recurrence ? repeatedDates(times.start, recurrence) : [times.start]) : [];

  const clash = useClash(times, like);
  // A closed file is planned for after a second press only.
  const [asked, setAsked] = useState('');
  const isAsking = client !== null && asked === client.id;
  const submit = async () => {
    if (!client) return setError(words.chooseClient);
    if (!times) return;
    if (client.is_inactive && !isAsking) return setAsked(client.id);
    const shared: { [field: string]: Json } = {
      contact_kind: kind,
      status: 'planned',
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
    if (myId()) shared.worker_id = myId();
    if (places[kind]) shared.location_kind = places[kind]!;
    if (service.trim()) shared.service_display = service.trim();
    if (reason.trim()) shared.reason = reason.trim();
    const first = form.once('id', newId);
    const length = times.end.getTime() - times.start.getTime();
    const edits = starts.map(
      (start, i): Edit => ({
        do: 'create',
        type: 'visit',
        id: i ? form.once(`id-${i}`, newId) : first,
        fields: {
          ...shared,
          planned_start: start.toISOString(),
          planned_end: new Date(start.getTime() + length).toISOString(),
          utc_offset_minutes: utcOffset(start),
          ...(recurrence && (i ? { series_id: first } : { recurrence: { ...recurrence } })),
        },
      }),
    );
    if (await saving.run(() => form.submit([{ client_id: client.id, edits }]), words.planned(edits.length)))
      onClose();
  };

  return (
    <Panel title={like ? words.repeatTitle(like.client.name) : words.plan} onClose={onClose}>
      <KeptFormFrame
        class="stack gap5"
        form={form}
        saving={saving}
        onSubmit={submit}
        onClose={onClose}
        isSaveOff={!times}
        saveLabel={isAsking ? words.planAnyway : words.plan}
      >
        {client ? (
          <Chosen client={client} onAnother={like ? undefined : () => form.set('client', null)} />
        ) : (
          <ClientPicker
            onChoose={(card) => {
              form.set('client', card as unknown as Json);
              setError('');
            }}
            error={error}
          />
        )}
        <WhenFields when={when} onChange={setWhen} />
        <p class="small soft" role="status">
          {!times ? words.chooseTime : clash.length > 0 && words.sameTime(list(clash))}
        </p>
        <ChoiceField
          label={words.kind}
          value={kind}
          onChange={(now) => form.set('kind', now)}
          options={['home', 'phone', 'video', 'office'].map((c) => ({
            value: c,
            label: codeLabel(c, 'contact_kind'),
          }))}
        />
        <AreaField
          label={words.why}
          optional
          value={reason}
          onInput={(now) => form.set('reason', now)}
          rows={2}
        />
        <TextField
          label={words.service}
          optional
          value={service}
          onInput={(now) => form.set('service', now)}
        />
        <div class="form-grid">
          <SelectField
            label={words.repeats}
            value={rhythm}
            onChange={(now) => form.set('rhythm', now)}
            options={Object.keys(rhythms).map((r) => ({
              value: r,
              label: words[r as 'once' | 'weekly' | 'twoWeekly' | 'monthly' | 'daily'],
            }))}
          />
          {recurrence && (
            <TextField
              label={words.count}
              type="number"
              inputMode="numeric"
              min="1"
              max={String(MOST_VISITS)}
              value={count}
              onInput={(now) => form.set('count', now)}
            />
          )}
        </div>
        {recurrence && starts.length > 0 && (
          <p class="small soft">
            {words.lastOne(longDay(starts.at(-1)!))} {words.countHint(MOST_VISITS)}
          </p>
        )}
        {isAsking && (
          <Notice tone="mind" live>
            {words.inactiveSure(client.name, codeLabel(client.status, 'status', 'client'))}
          </Notice>
        )}
      </KeptFormFrame>
    </Panel>
  );
}

function Chosen({ client, onAnother }: { client: ClientCard; onAnother?: () => void }) {
  return (
    <div class="person">
      <div class="row spread">
        <strong class="person-name">
          <bdi>{client.name}</bdi>
        </strong>
        {onAnother && (
          <Button kind="quiet" size="small" onClick={onAnother}>
            {t().day.changeClient}
          </Button>
        )}
      </div>
      <ClientFacts card={client} />
      <SafetyAlerts alerts={client.safety_alerts} />
    </div>
  );
}
