// For this person on this laptop. Every choice counts at once.
import { useState } from 'preact/hooks';
import { saveSettings, session, setPassphrase } from '../api/store';
import type { Settings } from '../api/types';
import { Check, ChoiceField, TextField } from '../components/field';
import { Page } from '../components/page';
import { SaveButton, SaveProblem, useSaving, type Saving } from '../components/save-button';
import { ApiError } from '../api/client';
import { date, time } from '../format';
import { codeLabel, t } from '../i18n';

const idleChoices = [5, 10, 15, 30, 60];

export function SettingsScreen() {
  const words = t().prefs;
  const now = session.value;
  const saving = useSaving();
  if (!now) return null;
  const change = (part: Partial<Settings>) => void saving.run(() => saveSettings(part), '');
  return (
    <Page title={words.title} lead={words.lead}>
      <div class="stack gap5 settings">
        <SaveProblem error={saving.error} />
        <Appearance settings={now.settings} change={change} />
        <Yourself settings={now.settings} saving={saving} />
        <section class="card stack" aria-labelledby="set-lock">
          <h2 id="set-lock">{words.safety}</h2>
          <ChoiceField
            label={words.idle}
            hint={words.idleHint}
            value={String(now.settings.idle_minutes)}
            options={idleOptions(now.settings.idle_minutes)}
            onChange={(minutes) => change({ idle_minutes: Number(minutes) })}
          />
          <hr class="rule" />
          <Passphrase minimum={now.passphrase_min} />
        </section>
        <section class="card" aria-labelledby="set-about">
          <h2 id="set-about">{words.about}</h2>
          <dl class="facts">
            <dt>{words.user}</dt>
            <dd dir="auto">{now.user}</dd>
            <dt>{words.role}</dt>
            <dd>{codeLabel(now.role, 'roles', 'worker')}</dd>
            <dt>{words.office}</dt>
            <dd dir="auto">{now.office}</dd>
            <dt>{words.version}</dt>
            <dd>{now.version}</dd>
          </dl>
        </section>
      </div>
    </Page>
  );
}

function idleOptions(present: number) {
  const all = idleChoices.includes(present) ? idleChoices : [...idleChoices, present].sort((a, b) => a - b);
  return all.map((minutes) => ({ value: String(minutes), label: t().prefs.idleMinutes(minutes) }));
}

interface PartProps {
  settings: Settings;
  change: (part: Partial<Settings>) => void;
}

function Appearance({ settings, change }: PartProps) {
  const words = t().prefs;
  return (
    <section class="card stack" aria-labelledby="set-looks">
      <h2 id="set-looks">{words.appearance}</h2>
      <ChoiceField
        label={words.language}
        value={settings.language}
        onChange={(code) => change({ language: code as Settings['language'] })}
        options={[
          { value: '', label: words.languageAuto },
          { value: 'en', label: 'English' },
          { value: 'es', label: 'Español' },
        ]}
      />
      <ChoiceField
        label={words.theme}
        value={settings.theme}
        onChange={(code) => change({ theme: code as Settings['theme'] })}
        options={[
          { value: '', label: words.themeAuto },
          { value: 'light', label: words.light },
          { value: 'dark', label: words.dark },
        ]}
      />
      <ChoiceField
        label={words.dateFormat}
        value={settings.date_format}
        onChange={(code) => change({ date_format: code as Settings['date_format'] })}
        options={[
          { value: '', label: words.auto },
          { value: 'mdy', label: '11/27/2026' },
          { value: 'dmy', label: '27/11/2026' },
          { value: 'ymd', label: '2026-11-27' },
        ]}
      />
      <ChoiceField
        label={words.timeFormat}
        value={settings.time_format}
        onChange={(code) => change({ time_format: code as Settings['time_format'] })}
        options={[
          { value: '', label: words.auto },
          { value: '12', label: words.hours12 },
          { value: '24', label: words.hours24 },
        ]}
      />
      <p class="soft" role="status">
        {words.example(`${date(new Date())}, ${time(new Date())}`)}
      </p>
    </section>
  );
}

function Yourself({ settings, saving }: { settings: Settings; saving: Saving }) {
  const words = t().prefs;
  const [credential, setCredential] = useState(settings.credential);
  const submit = () => void saving.run(() => saveSettings({ credential: credential.trim() }), words.saved);
  return (
    <section class="card" aria-labelledby="set-you">
      <h2 id="set-you">{words.you}</h2>
      <form
        class="stack"
        onSubmit={(e) => {
          e.preventDefault();
          submit();
        }}
      >
        <div class="form-grid narrow-grid">
          <TextField
            label={words.credential}
            hint={words.credentialHint}
            value={credential}
            onInput={setCredential}
          />
        </div>
        <div class="row">
          <SaveButton saving={saving} kind="" disabled={credential.trim() === settings.credential}>
            {words.saveCredential}
          </SaveButton>
        </div>
      </form>
    </section>
  );
}

function Passphrase({ minimum }: { minimum: number }) {
  const words = t().prefs;
  const unlock = t().common.unlock;
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [repeat, setRepeat] = useState('');
  const [isShown, setShown] = useState(false);
  const [asked, setAsked] = useState(false);
  const saving = useSaving();
  const isShort = [...next].length < minimum;
  const isDifferent = next !== repeat;
  const submit = async () => {
    setAsked(true);
    if (!old || isShort || isDifferent) return;
    if (!(await saving.run(() => setPassphrase(next, { old }), words.changed))) return;
    setOld('');
    setNext('');
    setRepeat('');
    setAsked(false);
  };
  // The length and the repetition are looked at before; what is refused now is the present passphrase.
  const wrong = saving.error instanceof ApiError && [401, 403, 422].includes(saving.error.status);
  const type = isShown ? 'text' : 'password';
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void submit();
      }}
    >
      <h3>{words.passphraseTitle}</h3>
      <div class="stack narrow-grid">
        <TextField
          label={words.old}
          type={type}
          autocomplete="current-password"
          value={old}
          onInput={setOld}
          error={wrong ? words.wrongOld : asked && !old ? t().common.required : undefined}
        />
        <TextField
          label={words.next}
          type={type}
          autocomplete="new-password"
          hint={unlock.firstHint(minimum)}
          value={next}
          onInput={setNext}
          error={asked && isShort ? unlock.tooShort(minimum) : undefined}
        />
        <TextField
          label={words.repeat}
          type={type}
          autocomplete="new-password"
          value={repeat}
          onInput={setRepeat}
          error={asked && !isShort && isDifferent ? unlock.different : undefined}
        />
      </div>
      <Check label={words.show} checked={isShown} onChange={setShown} />
      {!wrong && <SaveProblem error={saving.error} />}
      <div class="row">
        <SaveButton saving={saving} kind="">
          {words.change}
        </SaveButton>
      </div>
    </form>
  );
}
