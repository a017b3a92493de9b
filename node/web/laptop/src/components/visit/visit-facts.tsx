// Who was there, what came of it, units and mileage. What was changed here and not saved stays, whatever
// arrives.
import { save } from '../../api/client';
import type { VisitView } from '../../api/types';
import { codeLabel, t } from '../../i18n';
import { fieldOf, textsOf } from '../../model/record';
import { isAmerican } from '../../model/units';
import { Button } from '../button';
import { AreaField, Check, ChoiceField, TextField } from '../field';
import type { KeptForm } from '../forms/kept-form';
import { KeptState } from '../forms/kept-form-frame';
import { Icon } from '../icon';
import { ConflictMarker } from '../office/conflict-marker';
import { SaveButton, SaveProblem, useSaving } from '../save-button';
import {
  addTyped,
  factEdits,
  factText,
  hasNoNumber,
  isChanged,
  isNoNumber,
  typedText,
  typeText,
  type VisitForms,
} from './visit-forms';

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

interface Props {
  visit: VisitView;
  forms: VisitForms;
}

export function VisitFacts({ visit, forms }: Props) {
  const words = t().visit;
  const saving = useSaving();
  const { facts } = forms;
  const shownText = (field: string) => factText(visit, facts, field);
  const numberError = (field: string) => (isNoNumber(facts, field) ? words.notNumber : '');
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!isChanged(facts) || hasNoNumber(facts)) return;
    const edits = factEdits(visit, facts);
    await saving.run(() => facts.submit([{ client_id: visit.client.id, edits }]));
  };

  return (
    <section class="card stack" aria-labelledby="facts-title">
      <h2 id="facts-title">{words.facts}</h2>
      <Present visit={visit} form={forms.present} />
      <form class="stack gap5" onSubmit={submit}>
        <Check
          label={words.interpreter}
          checked={(facts.touched.interpreter_used?.value ?? fieldOf(visit, 'interpreter_used')) === true}
          onChange={(on) => facts.set('interpreter_used', on)}
        />
        <div>
          <ChoiceField
            label={words.outcome}
            optional
            value={shownText('outcome')}
            onChange={(v) => facts.set('outcome', v)}
            options={outcomes.map((code) => ({ value: code, label: codeLabel(code, 'outcome', 'visit') }))}
          />
          <ConflictMarker view={visit} field="outcome" />
        </div>
        <AreaField
          label={words.outcomeReason}
          optional
          rows={2}
          value={shownText('outcome_reason')}
          onInput={(v) => facts.set('outcome_reason', v)}
        />
        <div class="form-grid">
          <TextField
            label={words.units}
            optional
            inputMode="decimal"
            value={shownText('units')}
            error={numberError('units')}
            onInput={(v) => facts.set('units', v)}
          />
          <TextField
            label={`${words.mileage}, ${isAmerican() ? words.mi : words.km}`}
            optional
            inputMode="decimal"
            value={shownText('mileage_km')}
            error={numberError('mileage_km')}
            onInput={(v) => facts.set('mileage_km', v)}
          />
          <TextField
            label={words.travel}
            optional
            inputMode="numeric"
            value={shownText('travel_minutes')}
            error={numberError('travel_minutes')}
            onInput={(v) => facts.set('travel_minutes', v)}
          />
        </div>
        <SaveProblem error={saving.error} />
        <div class="form-actions">
          <SaveButton saving={saving} kind="" disabled={!isChanged(facts)}>
            {words.saveFacts}
          </SaveButton>
          {isChanged(facts) && !saving.isBusy && (
            <>
              <Button kind="quiet" onClick={facts.startOver}>
                {t().file.form.startOver}
              </Button>
              <span class="small soft">{words.changed}</span>
            </>
          )}
          <KeptState form={facts} />
        </div>
      </form>
    </section>
  );
}

function Present({ visit, form }: { visit: VisitView; form: KeptForm }) {
  const words = t().visit;
  const saving = useSaving();
  const typed = typedText(form);
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
    const edits = addTyped(visit, form, 'present');
    if (edits.length) await saving.run(() => form.submit([{ client_id: visit.client.id, edits }]));
  };
  return (
    <div class="stack gap2">
      <form class="row end" onSubmit={add}>
        <div class="grow">
          <TextField
            label={words.present}
            hint={words.presentHint}
            value={typed}
            onInput={(who) => typeText(form, who)}
          />
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
