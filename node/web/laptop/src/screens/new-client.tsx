// A new client in two minutes: the name is enough. People who may be the same show up while it is typed.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { session } from '../api/store';
import type { Json } from '../api/types';
import { DuplicateHints } from '../components/clients/duplicate-hints';
import { AreaField, Check, ChoiceField, SelectField, TextField } from '../components/field';
import { newRecordId, useKeptForm } from '../components/forms/kept-form';
import { KeptFormFrame } from '../components/forms/kept-form-frame';
import { submitForm } from '../components/forms/record-form';
import { Page } from '../components/page';
import { partLabel } from '../components/field-value';
import { YesNo } from '../components/yes-no';
import { useSaving } from '../components/save-button';
import { localDate } from '../format';
import { codeLabel, t } from '../i18n';
import { createOrMend } from '../model/edits';
import type { Values } from '../model/form-specs';
import { myId } from '../model/me';
import { go } from '../router';

const OLDEST_YEARS = 115;
const flags = ['safe_to_call', 'safe_to_text', 'safe_to_leave_message'] as const;
const sexes = ['female', 'male', 'intersex', 'unknown'];
const uses = ['mobile', 'home', 'work', 'other'];

interface FormProps {
  text: (field: string) => string;
  values: Values;
  set: (field: string, value: Json) => void;
}

export function NewClientScreen() {
  const words = t().clients;
  const form = useKeptForm('new-client', {});
  const saving = useSaving();
  const [isMissing, setMissing] = useState(false);
  const text = (field: string) =>
    typeof form.values[field] === 'string' ? (form.values[field] as string) : '';
  const hasName = Boolean((text('given_name') + text('family_name')).trim());

  const submit = async () => {
    setMissing(!hasName);
    if (!hasName) return;
    const id = newRecordId(form);
    const fields = clientFields(form.values);
    const edits = createOrMend('client', id, form.saved, fields);
    if (edits.length === 0) form.finish();
    else if (!(await submitForm(form, saving, [{ client_id: id, edits }], fields, words.created))) return;
    go(`#/client/${id}`);
  };
  const shared = { text, values: form.values, set: form.set };

  return (
    <Page title={words.newTitle} lead={words.newLead}>
      <div class="new-client">
        <KeptFormFrame
          class="card"
          form={form}
          saving={saving}
          saveLabel={words.create}
          size="large"
          onSubmit={submit}
          onClose={() => go('#/clients')}
        >
          <Who {...shared} error={isMissing && !hasName ? words.nameNeeded : undefined} />
          <Reach {...shared} />
          <Home {...shared} />
          <ToKnow {...shared} />
        </KeptFormFrame>
        <aside class="side-hints">
          <DuplicateHints values={form.values} />
        </aside>
      </div>
    </Page>
  );
}

/**
 * The form is flat, so that a half-filled one is kept as it stands; the record has phones and addresses as
 * wholes.
 */
function clientFields(values: Values): Values {
  const {
    number,
    use,
    safe_to_call,
    safe_to_text,
    safe_to_leave_message,
    phone_note,
    line,
    city,
    state,
    postal_code,
    alert,
    ...others
  } = values;
  const isFilled = (value: Json | undefined) => value !== undefined && value !== null && value !== '';
  const compact = (parts: Values) =>
    Object.fromEntries(Object.entries(parts).filter(([, part]) => isFilled(part)));
  const phone = compact({
    number: number ?? null,
    use: use ?? null,
    safe_to_call: safe_to_call ?? null,
    safe_to_text: safe_to_text ?? null,
    safe_to_leave_message: safe_to_leave_message ?? null,
    note: phone_note ?? null,
  });
  const address = compact({
    line: line ?? null,
    city: city ?? null,
    state: state ?? null,
    postal_code: postal_code ?? null,
  });
  const responsible =
    session.value?.role === 'case_manager'
      ? 'case_manager_id'
      : session.value?.role === 'care_manager'
        ? 'care_manager_id'
        : '';
  return {
    ...others,
    ...(isFilled(number) ? { phones: [phone] } : {}),
    ...(Object.keys(address).length > 0 ? { addresses: [{ ...address, use: 'home' }] } : {}),
    ...(isFilled(alert) ? { safety_alerts: [alert!] } : {}),
    ...(responsible && myId() ? { [responsible]: myId() } : {}),
    status: 'active',
    status_date: localDate(new Date()),
  };
}

function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section class="form-section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div class="stack">{children}</div>
    </section>
  );
}

function Who({ text, values, set, error }: FormProps & { error: string | undefined }) {
  const words = t().clients;
  return (
    <Section id="new-who" title={words.nameSection}>
      <div class="form-grid">
        <TextField
          label={words.given}
          value={text('given_name')}
          onInput={(v) => set('given_name', v)}
          autofocus
          error={error}
        />
        <TextField label={words.family} value={text('family_name')} onInput={(v) => set('family_name', v)} />
      </div>
      <div class="form-grid">
        <TextField
          label={words.birth}
          type="date"
          max={localDate(new Date())}
          value={text('birth_date')}
          warning={birthWarning(text('birth_date'))}
          onInput={(v) => set('birth_date', v)}
        />
        <TextField
          label={words.preferred}
          optional
          value={text('preferred_name')}
          onInput={(v) => set('preferred_name', v)}
        />
      </div>
      <ChoiceField
        label={words.sex}
        optional
        value={text('sex')}
        onChange={(v) => set('sex', v)}
        options={sexes.map((code) => ({ value: code, label: codeLabel(code, 'sex', 'client') }))}
      />
      <div class="form-grid">
        <TextField label={words.language} value={text('language')} onInput={(v) => set('language', v)} />
        <TextField
          label={words.pronouns}
          optional
          value={text('pronouns')}
          onInput={(v) => set('pronouns', v)}
        />
      </div>
      <Check
        label={words.interpreter_needed}
        checked={values.interpreter_needed === true}
        onChange={(on) => set('interpreter_needed', on)}
      />
    </Section>
  );
}

function birthWarning(day: string): string | undefined {
  if (!day) return undefined;
  if (day > localDate(new Date())) return t().clients.futureBirth;
  return new Date().getFullYear() - Number(day.slice(0, 4)) > OLDEST_YEARS ? t().clients.oldBirth : undefined;
}

function Reach({ text, values, set }: FormProps) {
  const words = t().clients;
  return (
    <Section id="new-reach" title={words.reachSection}>
      <div class="form-grid">
        <TextField
          label={words.phone}
          type="tel"
          hint={words.phoneHint}
          value={text('number')}
          onInput={(v) => set('number', v)}
        />
      </div>
      {text('number') && (
        <>
          <div class="form-grid">
            {flags.map((flag) => (
              <YesNo
                key={flag}
                label={partLabel(flag)}
                value={values[flag] ?? null}
                onChange={(v) => set(flag, v)}
              />
            ))}
          </div>
          <div class="form-grid">
            <SelectField
              label={partLabel('use')}
              value={text('use')}
              onChange={(v) => set('use', v)}
              options={[
                { value: '', label: t().file.form.notAsked },
                ...uses.map((code) => ({ value: code, label: codeLabel(code, 'use') })),
              ]}
            />
            <TextField
              label={partLabel('note')}
              optional
              value={text('phone_note')}
              onInput={(v) => set('phone_note', v)}
            />
          </div>
        </>
      )}
    </Section>
  );
}

function Home({ text, set }: FormProps) {
  const words = t().clients;
  return (
    <Section id="new-home" title={words.homeSection}>
      <TextField label={words.line} value={text('line')} onInput={(v) => set('line', v)} />
      <div class="form-grid town-grid">
        <TextField label={words.city} value={text('city')} onInput={(v) => set('city', v)} />
        <TextField label={words.state} value={text('state')} onInput={(v) => set('state', v)} />
        <TextField label={words.postal} value={text('postal_code')} onInput={(v) => set('postal_code', v)} />
      </div>
      <AreaField
        label={words.access}
        hint={words.accessHint}
        rows={2}
        value={text('access_instructions')}
        onInput={(v) => set('access_instructions', v)}
      />
    </Section>
  );
}

function ToKnow({ text, set }: FormProps) {
  const words = t().clients;
  return (
    <Section id="new-know" title={words.safetySection}>
      <TextField
        label={words.alert}
        hint={words.alertHint}
        value={text('alert')}
        onInput={(v) => set('alert', v)}
      />
      <AreaField
        label={words.matters}
        hint={words.mattersHint}
        rows={2}
        value={text('what_matters')}
        onInput={(v) => set('what_matters', v)}
      />
    </Section>
  );
}
