// The call log: who, how it ended, what was said, and when to call back. Half a minute.
import { useState } from 'preact/hooks';
import type { CaseFile, Json, Phone, RecordView, Uuid } from '../../api/types';
import { addDays, day, fromInput, localDate, toInput } from '../../format';
import { codeLabel, t } from '../../i18n';
import {
  callBackAbout,
  callBackWhom,
  calledBackEdit,
  isSamePerson,
  openCallBacks,
} from '../../model/call-backs';
import { createOrMend } from '../../model/edits';
import type { Values } from '../../model/form-specs';
import { myId } from '../../model/me';
import { personName, recordTitle } from '../../model/record-words';
import { fieldOf, objectsOf, textOf } from '../../model/record';
import { relatedPeople, team } from '../../model/case-file';
import { utcOffset } from '../../model/visit-times';
import { Panel } from '../dialog';
import { AreaField, Check, ChoiceField, TextField } from '../field';
import { KeptFormFrame } from '../forms/kept-form-frame';
import { newRecordId, useKeptForm } from '../forms/kept-form';
import { submitForm } from '../forms/record-form';
import { Notice } from '../notice';
import { PhoneLine } from '../phones';
import { useSaving } from '../save-button';

const outcomes = ['reached', 'no_answer', 'left_message', 'busy', 'wrong_number', 'declined'];
const directions = ['outgoing', 'incoming'];
const channels = ['call', 'text_message', 'email', 'letter'];

interface Reachable {
  whom: string;
  name: string;
  phone: Phone;
  personId: string | null;
  memberId: string | null;
}

function reachable(file: CaseFile): Reachable[] {
  const found: Reachable[] = file.card.phones.map((phone) => ({
    whom: 'client',
    name: file.card.name,
    phone,
    personId: null,
    memberId: null,
  }));
  for (const view of relatedPeople(file)) {
    for (const phone of objectsOf(view, 'phones')) {
      const whom =
        view.record.roles && JSON.stringify(view.record.roles).includes('caregiver') ? 'caregiver' : 'family';
      found.push({
        whom,
        name: personName(view),
        phone: phone as unknown as Phone,
        personId: view.record.id,
        memberId: null,
      });
    }
  }
  for (const view of team(file)[0]) {
    for (const phone of objectsOf(view, 'phones')) {
      found.push({
        whom: 'provider',
        name: recordTitle(view),
        phone: phone as unknown as Phone,
        personId: null,
        memberId: view.record.id,
      });
    }
  }
  return found;
}

interface Props {
  file: CaseFile;
  /** The call that is returned with this one. */
  returns?: RecordView;
  onClose: () => void;
}

/** With whom, as the call that is returned has it. */
function whomOf(returns: RecordView): Values {
  const fields = [
    'with_whom',
    'person_name',
    'number_or_address',
    'related_person_id',
    'care_team_member_id',
  ];
  return Object.fromEntries(fields.map((field) => [field, fieldOf(returns, field)]));
}

export function CallPanel({ file, returns, onClose }: Props) {
  const words = t().file.call;
  const [initial] = useState<Values>(() => ({
    channel: 'call',
    direction: 'outgoing',
    with_whom: 'client',
    person_name: file.card.name,
    ...(returns && whomOf(returns)),
    happened_at: new Date().toISOString(),
  }));
  const form = useKeptForm(`call-${(returns ?? file.client).record.id}`, initial);
  const saving = useSaving();
  const [isMissing, setMissing] = useState(false);
  const text = (field: string) =>
    typeof form.values[field] === 'string' ? (form.values[field] as string) : '';

  // Which of the call backs that this person is owed are done with it: all of them, unless it is said.
  const [stillOwed, setStillOwed] = useState<Uuid[]>([]);
  const spoken = {
    name: text('person_name'),
    number: text('number_or_address'),
    personId: text('related_person_id'),
    memberId: text('care_team_member_id'),
  };
  const owed =
    text('outcome') === 'reached'
      ? openCallBacks(file.records).filter((call) => call === returns || isSamePerson(call, spoken))
      : [];
  const submit = async () => {
    if (!text('outcome')) return setMissing(true);
    const fields: Values = {
      ...form.values,
      worker_id: myId(),
      utc_offset_minutes: utcOffset(),
      duration_minutes: wholeNumber(text('duration_minutes')),
      ...(form.values.call_back_by ? { call_back_done: false } : {}),
    };
    const closed = owed.filter((call) => !stillOwed.includes(call.record.id)).map(calledBackEdit);
    const edits = [...createOrMend('communication', newRecordId(form), form.saved, fields), ...closed];
    if (edits.length === 0) form.finish();
    else if (!(await submitForm(form, saving, [{ client_id: file.card.id, edits }], fields, words.saved)))
      return;
    onClose();
  };

  return (
    <Panel title={words.title} onClose={onClose}>
      <KeptFormFrame form={form} saving={saving} saveLabel={words.save} onSubmit={submit} onClose={onClose}>
        <ChoiceField
          label={words.direction}
          value={text('direction')}
          onChange={(code) => form.set('direction', code)}
          options={directions.map((code) => ({ value: code, label: codeLabel(code, 'direction') }))}
        />
        <Numbers file={file} values={form.values} set={form.set} />
        <TextField
          label={words.person}
          value={text('person_name')}
          onInput={(name) => form.set('person_name', name)}
        />
        <ChoiceField
          label={words.outcome}
          value={text('outcome')}
          onChange={(code) => form.set('outcome', code)}
          error={isMissing && !text('outcome') ? words.outcomeNeeded : undefined}
          options={outcomes.map((code) => ({
            value: code,
            label: codeLabel(code, 'outcome', 'communication'),
          }))}
        />
        {owed.length > 0 && (
          <fieldset class="field">
            <legend>{t().file.closesCallBacks}</legend>
            {owed.map((call) => (
              <Check
                key={call.record.id}
                label={[
                  callBackWhom(call),
                  callBackAbout(call),
                  t().file.taskDue(day(textOf(call, 'call_back_by'))),
                ]
                  .filter(Boolean)
                  .join(' · ')}
                checked={!stillOwed.includes(call.record.id)}
                onChange={(isClosed) =>
                  setStillOwed((all) =>
                    isClosed ? all.filter((id) => id !== call.record.id) : [...all, call.record.id],
                  )
                }
              />
            ))}
          </fieldset>
        )}
        <AreaField
          label={words.what}
          hint={words.whatHint}
          rows={4}
          value={text('body')}
          onInput={(body) => form.set('body', body)}
        />
        <CallBack value={text('call_back_by')} onChange={(day) => form.set('call_back_by', day)} />
        <div class="form-grid">
          <TextField
            label={words.when}
            type="datetime-local"
            value={text('happened_at') && toInput(text('happened_at'))}
            onInput={(at) => form.set('happened_at', fromInput(at))}
          />
          <TextField
            label={words.minutes}
            inputMode="numeric"
            value={text('duration_minutes')}
            onInput={(minutes) => form.set('duration_minutes', minutes)}
          />
        </div>
        <ChoiceField
          label={words.channel}
          value={text('channel')}
          onChange={(code) => form.set('channel', code)}
          options={channels.map((code) => ({ value: code, label: codeLabel(code, 'channel') }))}
        />
      </KeptFormFrame>
    </Panel>
  );
}

function wholeNumber(text: string): Json {
  return /^\d+$/.test(text.trim()) ? Number(text) : null;
}

interface NumbersProps {
  file: CaseFile;
  values: Values;
  set: (field: string, value: Json) => void;
}

function Numbers({ file, values, set }: NumbersProps) {
  const words = t().file.call;
  const all = reachable(file);
  const chosen = all.find(
    (one) => one.phone.number === values.number_or_address && one.name === values.person_name,
  );
  const choose = (one: Reachable | null) => {
    set('number_or_address', one?.phone.number ?? null);
    set('with_whom', one?.whom ?? 'other');
    set('person_name', one?.name ?? null);
    set('related_person_id', one?.personId ?? null);
    set('care_team_member_id', one?.memberId ?? null);
  };
  return (
    <>
      {all.length > 0 && (
        <fieldset class="field">
          <legend>{words.chooseNumber}</legend>
          <div class="number-choices">
            {all.map((one, i) => (
              <label class="number-choice" key={i}>
                <input
                  type="radio"
                  name="call-number"
                  checked={chosen === one}
                  onChange={() => choose(one)}
                />
                <PhoneLine phone={one.phone} name={one.name} />
              </label>
            ))}
            <label class="number-choice">
              <input
                type="radio"
                name="call-number"
                checked={values.with_whom === 'other'}
                onChange={() => choose(null)}
              />
              <span>{words.otherNumber}</span>
            </label>
          </div>
        </fieldset>
      )}
      {(all.length === 0 || values.with_whom === 'other') && (
        <TextField
          label={words.number}
          type="tel"
          value={typeof values.number_or_address === 'string' ? values.number_or_address : ''}
          onInput={(number) => set('number_or_address', number)}
        />
      )}
      {chosen?.phone.safe_to_call === false && values.direction === 'outgoing' && (
        <Notice tone="alert" live>
          {words.unsafe}
        </Notice>
      )}
      {chosen?.phone.safe_to_leave_message === false && values.outcome === 'left_message' && (
        <Notice tone="alert" live>
          {words.unsafeMessage}
        </Notice>
      )}
    </>
  );
}

function CallBack({ value, onChange }: { value: string; onChange: (day: string | null) => void }) {
  const words = t().file.call;
  const [isTyping, setTyping] = useState(false);
  const [choices, setChoices] = useState(0);
  const inDays = (n: number) => localDate(addDays(new Date(), n));
  const none = isTyping ? '' : 'no';
  const choose = (day: string | null) => {
    setTyping(false);
    // Another box, so that half a date does not stay in it.
    setChoices(choices + 1);
    onChange(day);
  };
  return (
    <div class="row top gap4">
      <ChoiceField
        label={words.callBack}
        value={value === '' ? none : value === inDays(1) ? 'tomorrow' : value === inDays(7) ? 'week' : ''}
        onChange={(code) => choose(code === 'no' ? null : inDays(code === 'tomorrow' ? 1 : 7))}
        options={[
          { value: 'no', label: words.callBackNo },
          { value: 'tomorrow', label: words.callBackTomorrow },
          { value: 'week', label: words.callBackWeek },
        ]}
      />
      <TextField
        key={choices}
        label={words.callBackOn}
        type="date"
        value={value}
        onHalfTyped={() => setTyping(true)}
        onInput={(day) => {
          setTyping(false);
          onChange(day || null);
        }}
      />
    </div>
  );
}
