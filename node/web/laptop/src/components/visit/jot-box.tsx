// Ten seconds: type, Enter, go on looking at the person. A jot that was not saved yet is kept like a half-
// filled form.
import { useRef } from 'preact/hooks';
import type { Save, VisitView } from '../../api/types';
import { time } from '../../format';
import { t } from '../../i18n';
import { objectsOf } from '../../model/record';
import { AreaField } from '../field';
import { useKeptForm } from '../forms/kept-form';
import { KeptState } from '../forms/kept-form-frame';
import { SaveButton, SaveProblem, useSaving } from '../save-button';
import { typeText } from './visit-forms';

export interface Jot {
  at: string;
  text: string;
}

export const jotsOf = (visit: VisitView): Jot[] =>
  [...objectsOf<Jot>(visit, 'jots')].sort((a, b) => a.at.localeCompare(b.at));

/** What was typed on while a jot was being saved. */
const restOf = (now: string, saved: string): string =>
  now.startsWith(saved) ? now.slice(saved.length).trimStart() : now;

export function JotBox({ visit }: { visit: VisitView }) {
  const words = t().visit;
  const form = useKeptForm(`jot-${visit.record.id}`, { text: '' });
  const typed = String(form.values.text ?? '');
  const box = useRef<HTMLFormElement>(null);
  const saving = useSaving();
  const submit = async () => {
    const text = typed.trim();
    if (!text) return;
    const value = { at: form.once('at', () => new Date().toISOString()), text };
    const save: Save = {
      client_id: visit.client.id,
      edits: [{ do: 'add', id: visit.record.id, field: 'jots', value }],
    };
    const done = await saving.run(async () => {
      if (await form.submit([save])) form.set('text', restOf(String(form.latest('text') ?? ''), typed));
    }, words.jotSaved);
    if (done) box.current?.querySelector('textarea')?.focus();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void submit();
  };
  return (
    <section class="card jot-card" aria-labelledby="jot-title">
      <h2 id="jot-title">{words.jotTitle}</h2>
      <form
        class="stack gap3"
        ref={box}
        onSubmit={(e) => {
          e.preventDefault();
          void submit();
        }}
      >
        <AreaField
          label={words.jotLabel}
          hint={words.jotHint}
          placeholder={words.jotPlaceholder}
          value={typed}
          onInput={(text) => typeText(form, text)}
          onKeyDown={key}
          rows={3}
        />
        <SaveProblem error={saving.error} />
        <div class="form-actions">
          <SaveButton saving={saving} icon="pen" disabled={!typed.trim()}>
            {words.jotSave}
          </SaveButton>
          <KeptState form={form} />
        </div>
      </form>
      <JotList visit={visit} />
    </section>
  );
}

export function JotList({ visit }: { visit: VisitView }) {
  const jots = jotsOf(visit);
  if (!jots.length) return null;
  return (
    <ol class="jots" aria-label={t().visit.jots}>
      {jots.map((jot) => (
        <li key={jot.at + jot.text}>
          <time class="faint small" dateTime={jot.at}>
            {time(jot.at)}
          </time>
          <span class="pre" dir="auto">
            {jot.text}
          </span>
        </li>
      ))}
    </ol>
  );
}
