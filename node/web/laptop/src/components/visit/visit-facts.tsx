// Who was there, what came of it, units and mileage. What was changed here and not saved stays, whatever
// arrives.
import { useState } from 'preact/hooks';
import { save } from '../../api/client';
import type { Dot, Edit, Json, VisitView } from '../../api/types';
import { codeLabel, t } from '../../i18n';
import { fieldOf, numberOf, textOf, textsOf } from '../../model/record';
import { isAmerican, KM_IN_MILE } from '../../model/units';
import { Button } from '../button';
import { AreaField, Check, ChoiceField, TextField } from '../field';
import { Icon } from '../icon';
import { ConflictMarker } from '../office/conflict-marker';
import { SaveButton, SaveProblem, useSaving } from '../save-button';

const outcomes = [
  'resolved',
  'follow_up',
  'referred',
  'escalated',
  'no_change',
  'not_home',
  'refused',
  'unsafe',
];

interface Changed {
  value: string | boolean;
  /** What the form showed when the change was begun. */
  seen: Dot[];
}

function shownNumber(visit: VisitView, field: string): string {
  const found = numberOf(visit, field);
  if (found === null) return '';
  return String(field === 'mileage_km' && isAmerican() ? Math.round((found / KM_IN_MILE) * 10) / 10 : found);
}

function toNumber(field: string, typed: string): Json {
  const found = Number(typed.trim().replace(',', '.'));
  if (!typed.trim() || !Number.isFinite(found)) return null;
  if (field === 'travel_minutes') return Math.round(found);
  return field === 'mileage_km' && isAmerican() ? Math.round(found * KM_IN_MILE * 1000) / 1000 : found;
}

const numeric = ['units', 'mileage_km', 'travel_minutes'];

export function VisitFacts({ visit }: { visit: VisitView }) {
  const words = t().visit;
  const saving = useSaving();
  const [changed, setChanged] = useState<Record<string, Changed>>({});
  const isChanged = Object.keys(changed).length > 0;

  const change = (field: string, now: string | boolean) =>
    setChanged((all) => ({
      ...all,
      [field]: { value: now, seen: all[field]?.seen ?? visit.seen[field] ?? [] },
    }));
  const shownText = (field: string): string => {
    const mine = changed[field]?.value;
    if (typeof mine === 'string') return mine;
    return numeric.includes(field) ? shownNumber(visit, field) : textOf(visit, field);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const edits = Object.entries(changed).map(
      ([field, { value: now, seen }]): Edit => ({
        do: 'set',
        id: visit.record.id,
        field,
        seen,
        value: numeric.includes(field)
          ? toNumber(field, String(now))
          : typeof now === 'string'
            ? now.trim() || null
            : now,
      }),
    );
    if (edits.length && (await saving.run(() => save([{ client_id: visit.client.id, edits }]))))
      setChanged({});
  };

  return (
    <section class="card stack" aria-labelledby="facts-title">
      <h2 id="facts-title">{words.facts}</h2>
      <Present visit={visit} />
      <form class="stack gap5" onSubmit={submit}>
        <Check
          label={words.interpreter}
          checked={(changed.interpreter_used?.value ?? fieldOf(visit, 'interpreter_used')) === true}
          onChange={(on) => change('interpreter_used', on)}
        />
        <div>
          <ChoiceField
            label={words.outcome}
            optional
            value={shownText('outcome')}
            onChange={(v) => change('outcome', v)}
            options={outcomes.map((code) => ({ value: code, label: codeLabel(code, 'outcome', 'visit') }))}
          />
          <ConflictMarker view={visit} field="outcome" />
        </div>
        <AreaField
          label={words.outcomeReason}
          optional
          rows={2}
          value={shownText('outcome_reason')}
          onInput={(v) => change('outcome_reason', v)}
        />
        <div class="form-grid">
          <TextField
            label={words.units}
            optional
            inputMode="decimal"
            value={shownText('units')}
            onInput={(v) => change('units', v)}
          />
          <TextField
            label={`${words.mileage}, ${isAmerican() ? words.mi : words.km}`}
            optional
            inputMode="decimal"
            value={shownText('mileage_km')}
            onInput={(v) => change('mileage_km', v)}
          />
          <TextField
            label={words.travel}
            optional
            inputMode="numeric"
            value={shownText('travel_minutes')}
            onInput={(v) => change('travel_minutes', v)}
          />
        </div>
        <SaveProblem error={saving.error} />
        <div class="form-actions">
          <SaveButton saving={saving} kind="" disabled={!isChanged}>
            {words.saveFacts}
          </SaveButton>
          {isChanged && !saving.isBusy && <span class="small soft">{words.changed}</span>}
        </div>
      </form>
    </section>
  );
}

function Present({ visit }: { visit: VisitView }) {
  const words = t().visit;
  const saving = useSaving();
  const [typed, setTyped] = useState('');
  const present = textsOf(visit, 'present');
  const edit = (kind: 'add' | 'remove', who: string) =>
    saving.run(() =>
      save([
        {
          client_id: visit.client.id,
          edits: [{ do: kind, id: visit.record.id, field: 'present', value: who }],
        },
      ]),
    );
  const add = async (event: Event) => {
    event.preventDefault();
    if (typed.trim() && (await edit('add', typed.trim()))) setTyped('');
  };
  return (
    <div class="stack gap2">
      <form class="row end" onSubmit={add}>
        <div class="grow">
          <TextField label={words.present} hint={words.presentHint} value={typed} onInput={setTyped} />
        </div>
        <Button type="submit" icon="plus" disabled={!typed.trim()}>
          {t().common.add}
        </Button>
      </form>
      <div class="choices">
        {present.map((who) => (
          <button
            type="button"
            class="chip accent removable"
            key={who}
            onClick={() => edit('remove', who)}
            aria-label={`${t().common.remove}: ${who}`}
            title={`${t().common.remove}: ${who}`}
          >
            <bdi>{who}</bdi>
            <Icon name="cross" />
          </button>
        ))}
        {words.presentChoices
          .filter((who) => !present.includes(who))
          .map((who) => (
            <button
              type="button"
              class="chip removable"
              key={who}
              onClick={() => edit('add', who)}
              aria-label={`${t().common.add}: ${who}`}
            >
              <Icon name="plus" />
              {who}
            </button>
          ))}
      </div>
      <SaveProblem error={saving.error} />
    </div>
  );
}
