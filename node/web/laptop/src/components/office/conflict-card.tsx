// One thing to decide: what stood there before, what each person wrote, and the ways out.
import { useState } from 'preact/hooks';
import { ApiError, write } from '../../api/client';
import { useSchema } from '../../api/schema';
import type { Conflict, Decision, Json, Sibling } from '../../api/types';
import { dayAndTime } from '../../format';
import { schemaLabel, t } from '../../i18n';
import { labelWords } from '../../model/record-words';
import { joinTexts } from '../../model/word-diff';
import { Button } from '../button';
import { valueText } from '../field-value';
import { Icon } from '../icon';
import { MarkBadge } from '../mark-badge';
import { Notice } from '../notice';
import { SaveProblem, useSaving, type Saving } from '../save-button';
import { History } from '../record/history';
import { WordDiff } from '../word-diff';
import { DecisionEditor } from './decision-editor';

type Value = Sibling & { mine: boolean; mark: Conflict['values'][number]['mark'] };

interface Deciding {
  saving: Saving;
  decide: (choice: { keep?: string; value?: Json }) => Promise<void>;
}

export function ConflictCard({ conflict }: { conflict: Conflict }) {
  useSchema();
  const saving = useSaving();
  const [isStale, setStale] = useState(false);
  const decide = async (choice: { keep?: string; value?: Json }) => {
    const decision: Decision = {
      record_id: conflict.record_id,
      field: conflict.field,
      seen: conflict.seen,
      ...choice,
    };
    setStale(false);
    await saving.run(async () => {
      try {
        await write('/api/conflicts/decide', decision);
      } catch (error) {
        // The values are others by now: the newest are shown, and the choice is asked for again.
        if (error instanceof ApiError && error.status === 409) setStale(true);
        throw error;
      }
    }, t().decide.decided);
  };
  const body = { conflict, deciding: { saving, decide } };
  return (
    <article class="card conflict" aria-label={titleOf(conflict)}>
      <ConflictHead conflict={conflict} />
      {isStale && (
        <Notice tone="mind" live>
          {t().decide.changed}
        </Notice>
      )}
      {conflict.kind === 'void' && <VoidChoice {...body} />}
      {conflict.kind === 'values' && <ValueChoice {...body} />}
      {conflict.kind === 'merged' && <MergedChoice {...body} />}
      {!isStale && <SaveProblem error={saving.error} />}
    </article>
  );
}

function titleOf(conflict: Conflict): string {
  const words = t().decide;
  if (conflict.kind === 'void') return words.voidTitle(labelWords(conflict.record_label));
  const field = schemaLabel(conflict.label);
  return conflict.kind === 'merged' ? words.mergedTitle(field) : words.valuesOf(field);
}

function ConflictHead({ conflict }: { conflict: Conflict }) {
  const { client } = conflict;
  return (
    <header class="conflict-head">
      <p class="small soft">
        {client ? (
          <a
            href={`#/client/${client.id}${conflict.type === 'client' ? '' : `?record=${conflict.record_id}`}`}
          >
            <bdi>{client.name}</bdi>
          </a>
        ) : (
          t().decide.shared
        )}
        {conflict.type !== 'client' && conflict.kind !== 'void' && (
          <>
            {' '}
            · <bdi>{labelWords(conflict.record_label)}</bdi>
          </>
        )}
      </p>
      <h2>
        <Icon name="split" /> {titleOf(conflict)}
      </h2>
    </header>
  );
}

const isText = (conflict: Conflict): boolean =>
  conflict.value_kind === 'text' || conflict.value_kind === 'long_text';

function authorOf(value: Value): string {
  if (value.automatic) return t().decide.automatic;
  return value.mine ? t().decide.yours : t().decide.theirs(value.by);
}

/** A value of a conflict in words; texts with what they changed. */
function Content({ conflict, value, base }: { conflict: Conflict; value: Json; base: Json | null }) {
  const text = valueText(conflict.type, conflict.field, value);
  if (text === '') return <p class="faint">{t().decide.emptyValue}</p>;
  if (isText(conflict) && typeof base === 'string' && base) return <WordDiff base={base} text={text} />;
  return (
    <p class="pre conflict-value" dir="auto">
      {text}
    </p>
  );
}

function ValueChoice({ conflict, deciding }: { conflict: Conflict; deciding: Deciding }) {
  const [draft, setDraft] = useState<Json | undefined>(undefined);
  const [isJoined, setJoined] = useState(false);
  const words = t().decide;
  const begin = (value: Json, joined: boolean) => {
    setJoined(joined);
    setDraft(value);
  };
  const mineFirst = [...conflict.values].sort((a, b) => Number(b.mine) - Number(a.mine));
  const texts = mineFirst.map((value) => (typeof value.value === 'string' ? value.value : ''));
  const base = conflict.base?.value ?? null;
  return (
    <>
      <div class="sides">
        <BaseSide conflict={conflict} />
        {mineFirst.map((value) => (
          <section class={`side ${value.mine ? 'mine' : ''}`} key={value.sibling}>
            <h3>{authorOf(value)}</h3>
            <p class="small faint">{words.whoWhen(value.by, dayAndTime(value.at))}</p>
            <div class="side-body">
              <Content conflict={conflict} value={value.value} base={base} />
            </div>
            <MarkBadge mark={value.mark} />
            <Button
              disabled={deciding.saving.isBusy}
              onClick={() => void deciding.decide({ keep: value.sibling })}
            >
              {words.keep}
              <span class="visually-hidden">: {authorOf(value)}</span>
            </Button>
          </section>
        ))}
      </div>
      {isText(conflict) && typeof base === 'string' && base !== '' && (
        <p class="small faint">{words.legend}</p>
      )}
      {draft === undefined ? (
        <div class="row gap2">
          {isText(conflict) && (
            <Button icon="plus" onClick={() => begin(joinTexts(texts), true)}>
              {words.keepBoth}
            </Button>
          )}
          <Button icon="pen" onClick={() => begin(mineFirst[0]?.value ?? null, false)}>
            {words.write}
          </Button>
        </div>
      ) : (
        <DecisionEditor
          conflict={conflict}
          value={draft}
          hint={isJoined ? words.joinedHint : undefined}
          onChange={setDraft}
          saving={deciding.saving}
          onSave={() => void deciding.decide({ value: draft })}
          onCancel={() => setDraft(undefined)}
        />
      )}
    </>
  );
}

function BaseSide({ conflict }: { conflict: Conflict }) {
  const words = t().decide;
  const { base } = conflict;
  return (
    <section class="side base">
      <h3>{words.before}</h3>
      {base && base.value !== null ? (
        <>
          <p class="small faint">{words.whoWhen(base.by, dayAndTime(base.at))}</p>
          <div class="side-body">
            <Content conflict={conflict} value={base.value} base={null} />
          </div>
        </>
      ) : (
        <p class="faint side-body">{base ? words.beforeNone : words.beforeGone}</p>
      )}
    </section>
  );
}

function VoidChoice({ conflict, deciding }: { conflict: Conflict; deciding: Deciding }) {
  const words = t().decide;
  const choose = (value: 'keep' | 'void') => void deciding.decide({ value });
  return (
    <>
      <div class="sides two">
        <section class="side">
          {conflict.values.map((value) => (
            <div class="stack gap1" key={value.sibling}>
              <h3 dir="auto">
                {value.mine
                  ? words.voidedByYou(dayAndTime(value.at))
                  : words.voidedBy(value.by, dayAndTime(value.at))}
              </h3>
              <p>
                <span class="faint">{words.reason}:</span> <bdi>{valueText('', 'reason', value.value)}</bdi>
              </p>
              <MarkBadge mark={value.mark} />
            </div>
          ))}
          <div class="side-body" />
          <Button disabled={deciding.saving.isBusy} onClick={() => choose('void')}>
            {words.voidRecord}
          </Button>
          <p class="small faint">{words.voidHint}</p>
        </section>
        <section class="side">
          <h3>{words.editedMeanwhile}</h3>
          <dl class="stack gap2 side-body">
            {conflict.edited.map((edit, i) => (
              <div key={i}>
                <dt class="faint">
                  {schemaLabel(edit.label)}{' '}
                  <span class="small">
                    ({words.whoWhen(edit.mine ? t().common.you : edit.by, dayAndTime(edit.at))})
                  </span>
                </dt>
                <dd class="pre" dir="auto">
                  {valueText(conflict.type, edit.field, edit.value) || words.emptyValue}
                </dd>
              </div>
            ))}
          </dl>
          <Button kind="primary" disabled={deciding.saving.isBusy} onClick={() => choose('keep')}>
            {words.keepRecord}
          </Button>
        </section>
      </div>
    </>
  );
}

function MergedChoice({ conflict, deciding }: { conflict: Conflict; deciding: Deciding }) {
  const [draft, setDraft] = useState<Json | undefined>(undefined);
  const [showsHistory, setShowsHistory] = useState(false);
  const words = t().decide;
  const merged = conflict.values.find((value) => value.automatic) ?? conflict.values[0];
  if (!merged) return null;
  return (
    <>
      <p>{words.mergedLead}</p>
      <section class="side">
        <h3>{words.mergedText}</h3>
        <div class="side-body">
          <Content conflict={conflict} value={merged.value} base={conflict.base?.value ?? null} />
        </div>
      </section>
      <details class="fold" onToggle={(e) => setShowsHistory(e.currentTarget.open)}>
        <summary>{words.mergedHistory}</summary>
        {showsHistory && <History id={conflict.record_id} type={conflict.type} field={conflict.field} />}
      </details>
      {draft === undefined ? (
        <div class="row gap2">
          <Button
            kind="primary"
            icon="check"
            disabled={deciding.saving.isBusy}
            onClick={() => void deciding.decide({ keep: merged.sibling })}
          >
            {words.mergedFine}
          </Button>
          <Button icon="pen" onClick={() => setDraft(merged.value)}>
            {words.mergedChange}
          </Button>
        </div>
      ) : (
        <DecisionEditor
          conflict={conflict}
          value={draft}
          onChange={setDraft}
          saving={deciding.saving}
          onSave={() => void deciding.decide({ value: draft })}
          onCancel={() => setDraft(undefined)}
        />
      )}
    </>
  );
}
