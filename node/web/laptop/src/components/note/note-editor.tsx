// Writing a note: one box per section, saved while typing, signed at the end.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get, post, write } from '../../api/client';
import type { CaseFile, Json, NoteDraft, RecordView } from '../../api/types';
import { dayAndTime, fromInput, time, toInput } from '../../format';
import { inWords, loadLanguage, messagesIn, t } from '../../i18n';
import { useAutosave } from '../../model/autosave';
import { myCredential, myName } from '../../model/me';
import { changedDraft, fieldText, isLate, kindOf, languageOf } from '../../model/note-draft';
import { appended, insertionsOf, type Insertion } from '../../model/note-insertions';
import { bothTexts, dropRescued, hasAllOf, rescue, stateOf, type Rescued } from '../../model/note-rescue';
import {
  kindChanger,
  sectionsOf,
  type NoteKind,
  type Section,
  type Sections,
} from '../../model/note-sections';
import { ofType, textOf } from '../../model/record';
import { Button } from '../button';
import { ClientFacts, SafetyAlerts } from '../client-header';
import { AreaField, Check, ChoiceField, SelectField, TextField } from '../field';
import { Icon } from '../icon';
import { Notice } from '../notice';
import { Page } from '../page';
import { SaveProblem, useSaving } from '../save-button';
import { say } from '../toast';
import { DiscardButton } from './discard-button';
import { useEmptySections } from './empty-sections';
import { InsertPanel, LastPlan } from './insert-panel';
import { LeftWords } from './left-words';
import { OtherWindow } from './other-window';

interface Props {
  initial: NoteDraft;
  /** As the laptop's database has it by now: another tab may have written. */
  kept: NoteDraft | undefined;
  file: CaseFile;
  visit: RecordView | undefined;
  amends: RecordView | undefined;
  /** Words of an earlier time that are not in the draft. */
  rescued: Rescued | null;
  /** Whether words stand here that are nowhere else: set by the editor. */
  isDirty: { current: () => boolean };
  onSigned: () => void;
}

/** What another window has made of the note meanwhile: another text, or a signed note. */
type Other = NoteDraft | 'signed' | null;

const draftOf = async (id: string): Promise<NoteDraft | undefined> =>
  (await get<{ notes: NoteDraft[] }>('/api/drafts')).notes.find((draft) => draft.id === id);

const isChanged = (failure: unknown): boolean => failure instanceof ApiError && failure.status === 409;

export function NoteEditor({ initial, kept, file, visit, amends, rescued, isDirty, onSigned }: Props) {
  const words = t().note;
  const [draft, setDraft] = useState(initial);
  const [savedAt, setSavedAt] = useState<string | null>(kept ? kept.saved_at : null);
  const [missing, setMissing] = useState<Missing>(null);
  const form = useRef<HTMLFormElement>(null);
  const current = useRef(draft);
  // The state that is shown and typed on; the laptop's database says no when it has another one by now.
  const base = useRef(kept?.saved_at ?? null);
  const own = useRef(new Set<string>());
  const [other, setOtherShown] = useState<Other>(null);
  const otherNow = useRef<Other>(null);
  const setOther = (now: Other) => {
    otherNow.current = now;
    setOtherShown(now);
  };
  const began = (from: string | null) => {
    base.current = from;
    setSavedAt(from);
  };

  const isBeside = useRef(rescued !== null);
  const keepBeside = (typed: NoteDraft, isLeaving: boolean) => {
    isBeside.current = true;
    return rescue(typed, base.current, isLeaving);
  };
  const forgetBeside = () => {
    if (isBeside.current) dropRescued(initial.id);
    isBeside.current = false;
  };

  /** Another state is there: an own one whose answer got lost (true), or another window's. */
  const isOwnState = async (): Promise<boolean> => {
    const theirs = await draftOf(initial.id);
    if (!theirs || theirs.signed_at) {
      setOther('signed');
      return false;
    }
    if (own.current.has(stateOf(theirs))) {
      began(theirs.saved_at);
      return true;
    }
    setOther(theirs);
    return false;
  };
  const saveDraft = async (typed: NoteDraft, isLeaving: boolean): Promise<void> => {
    // Until the person has chosen, the words are kept beside the note.
    if (otherNow.current) return void (await keepBeside(typed, isLeaving));
    const { id, client_id, visit_id, fields, sections } = typed;
    own.current.add(stateOf(typed));
    try {
      const body = { client_id, visit_id, fields, sections, base: base.current };
      const how = { patient: true, keepalive: isLeaving };
      began((await post<NoteDraft>(`/api/notes/${id}/draft`, body, how)).saved_at);
      forgetBeside();
    } catch (failure) {
      if (!isChanged(failure)) throw failure;
      await isOwnState();
      await saveDraft(typed, isLeaving);
    }
  };
  const autosave = useAutosave<NoteDraft>(saveDraft, (typed, isUnderWay) => {
    keepBeside(typed, true).catch(() => {});
    if (!isUnderWay) saveDraft(typed, true).catch(() => {});
  });
  const signing = useSaving();
  const emptiness = useEmptySections(draft);
  isDirty.current = () => autosave.isDirty() || otherNow.current !== null;

  useFollow(kept, base, isDirty.current, (newer) => take(newer));
  useRescued(rescued, kept, forgetBeside, (mine, isContinued) => {
    current.current = { ...current.current, fields: mine.fields, sections: mine.sections };
    setDraft(current.current);
    if (!isContinued && kept) setOther(kept);
    else autosave.change(current.current);
  });

  const take = (newer: NoteDraft) => {
    current.current = newer;
    setDraft(newer);
    began(newer.saved_at);
  };
  /** The person has chosen what becomes of the two texts; the words of here are saved on top of the others. */
  const choose = (theirs: NoteDraft, sections: Sections | null) => {
    autosave.drop();
    setOther(null);
    if (sections) {
      began(theirs.saved_at);
      change({}, sections);
      return;
    }
    take(theirs);
    forgetBeside();
  };
  const leaveWords = () => {
    autosave.drop();
    setOther(null);
    forgetBeside();
    onSigned();
  };

  const change = (fields: NoteDraft['fields'], sections?: Sections) => {
    current.current = changedDraft(current.current, fields, sections ?? current.current.sections);
    setDraft(current.current);
    setMissing(null);
    autosave.change(current.current);
  };
  const writeSection = (section: Section, now: string) =>
    change({}, { ...current.current.sections, [section]: now });
  const insert = (insertions: Insertion[]) => {
    const sections: Sections = { ...current.current.sections };
    for (const { section, text: more } of insertions) sections[section] = appended(sections[section], more);
    change({}, sections);
  };

  const kind = kindOf(draft);
  const isAddendum = Boolean(amends || draft.fields.amends);
  const late = isLate(draft);
  const sign = async () => {
    const lacks = missingIn(draft, late);
    setMissing(lacks);
    if (lacks)
      return void setTimeout(() =>
        form.current?.querySelector<HTMLElement>('[aria-invalid="true"], textarea')?.focus(),
      );
    if (!emptiness.mayBeSigned()) return;
    if (late !== (draft.fields.late_entry === true)) change({ late_entry: late });
    else if (!savedAt) autosave.change(current.current);
    const shown = stateOf(current.current);
    let isSigned = false;
    const done = await signing.run(async () => {
      await autosave.flush();
      isSigned = otherNow.current === null && (await signShown(shown));
    }, '');
    if (!done || !isSigned) return;
    say(words.signed);
    onSigned();
  };
  /** Signs what stands here and nothing else; false when another window has made something else of it. */
  const signShown = async (shown: string): Promise<boolean> => {
    try {
      await write(`/api/notes/${draft.id}/sign`, { base: base.current });
      return true;
    } catch (failure) {
      if (!isChanged(failure)) throw failure;
      const theirs = await draftOf(draft.id);
      // The answer to an earlier try got lost.
      if (theirs?.signed_at && stateOf(theirs) === shown) return true;
      return (await isOwnState()) ? signShown(shown) : false;
    }
  };

  return (
    <Page
      title={words.titleFor(file.card.name)}
      eyebrow={isAddendum ? words.addendumTo : words.title}
      heading={<bdi>{file.card.name}</bdi>}
      lead={
        <div class="stack gap2">
          <span class="first-up">{subtitle(draft, amends)}</span>
          <ClientFacts card={file.card} />
        </div>
      }
    >
      {draft.problem && (
        <Notice tone="alert">
          {words.problem} {inWords(draft.problem)}
        </Notice>
      )}
      {other === 'signed' && (
        <LeftWords
          noteId={draft.id}
          text={fieldText(draft, 'body')}
          happened={fieldText(draft, 'happened_at')}
          file={file}
          wasWriting
          onDone={leaveWords}
        />
      )}
      {other !== null && other !== 'signed' && (
        <OtherWindow
          other={other}
          onTake={() => choose(other, null)}
          onKeepMine={() => choose(other, current.current.sections)}
          onKeepBoth={() => choose(other, bothTexts(current.current, other))}
        />
      )}
      <div class="columns note-columns">
        <form
          class="stack gap5"
          ref={form}
          onSubmit={(e) => {
            e.preventDefault();
            void sign();
          }}
        >
          <div class="card stack gap5 note-paper" inert={signing.isBusy}>
            <NoteHead
              draft={draft}
              isAddendum={isAddendum}
              hasVisit={!!visit}
              missing={missing}
              onChange={change}
            />
            {sectionsOf[kind].map((section) => (
              <SectionBox
                key={section}
                section={section}
                draft={draft}
                isAddendum={isAddendum}
                onInput={(now) => writeSection(section, now)}
              />
            ))}
            <Goals file={file} draft={draft} onChange={change} />
          </div>
          {late && (
            <Notice tone="mind" icon="clock">
              <p>{words.late}</p>
              <div inert={signing.isBusy}>
                <TextField
                  label={words.lateReason}
                  value={fieldText(draft, 'late_reason')}
                  error={missing === 'late_reason' ? t().common.required : ''}
                  onInput={(v) => change({ late_reason: v })}
                />
              </div>
            </Notice>
          )}
          <SaveProblem error={autosave.error ?? signing.error} />
          {missing === 'body' && (
            <Notice tone="alert" live>
              {words.empty}
            </Notice>
          )}
          <div class="sign-bar">
            {emptiness.notice && <div class="sign-ask">{emptiness.notice}</div>}
            <Button
              kind="primary"
              size="large"
              icon="lock"
              type="submit"
              disabled={signing.isBusy || other !== null}
            >
              {words.sign}
            </Button>
            <div class="grow">
              <DraftState
                status={autosave.status}
                savedAt={savedAt}
                isFilled={fieldText(draft, 'body') !== ''}
                isBeside={other !== null}
                isTriedAgain={autosave.isTriedAgain}
              />
              <p class="soft small">
                {words.signHint([myName(), myCredential()].filter(Boolean).join(', '))}
              </p>
            </div>
            {savedAt && <DiscardButton draft={draft} />}
          </div>
        </form>
        <aside class="stack gap4 beside" aria-label={words.from} inert={signing.isBusy}>
          {file.card.safety_alerts.length > 0 && (
            <div class="card">
              <SafetyAlerts alerts={file.card.safety_alerts} />
            </div>
          )}
          {visit && (
            <InsertPanel
              insertions={insertionsOf(visit, file, kind, languageOf(draft))}
              sections={draft.sections}
              language={languageOf(draft)}
              onInsert={insert}
            />
          )}
          {!amends && <LastPlan file={file} visitId={draft.visit_id} />}
        </aside>
      </div>
    </Page>
  );
}

/** What a signature cannot do without. */
type Missing = 'body' | 'late_reason' | 'amend_reason' | null;

function missingIn(draft: NoteDraft, late: boolean): Missing {
  if (!fieldText(draft, 'body').trim()) return 'body';
  if (late && !fieldText(draft, 'late_reason').trim()) return 'late_reason';
  if (draft.fields.amends && !fieldText(draft, 'amend_reason').trim()) return 'amend_reason';
  return null;
}

function subtitle(draft: NoteDraft, amends: RecordView | undefined): string {
  const happened = dayAndTime(fieldText(draft, 'happened_at'));
  return amends ? t().note.addendumOf(happened) : happened;
}

/** The second tab follows the first one, as long as it has no words of its own. */
function useFollow(
  kept: NoteDraft | undefined,
  base: { current: string | null },
  isDirty: () => boolean,
  take: (newer: NoteDraft) => void,
): void {
  useEffect(() => {
    if (!kept || kept.signed_at || (base.current && kept.saved_at <= base.current) || isDirty()) return;
    take(kept);
  }, [kept]);
}

/** Words that were kept beside the draft: they go on where they began, or stand against another text. */
function useRescued(
  rescued: Rescued | null,
  kept: NoteDraft | undefined,
  forget: () => void,
  show: (mine: Rescued, isContinued: boolean) => void,
): void {
  useEffect(() => {
    if (!rescued) return;
    if (kept && (stateOf(kept) === stateOf(rescued) || hasAllOf(kept, rescued))) return forget();
    show(rescued, !kept || rescued.base === kept.saved_at || hasAllOf(rescued, kept));
  }, []);
}

interface StateProps {
  status: 'clean' | 'unsaved' | 'saving';
  savedAt: string | null;
  /** With what the visit left, before anything was typed. */
  isFilled: boolean;
  /** Kept beside the note, until the person has chosen. */
  isBeside: boolean;
  isTriedAgain: boolean;
}

function DraftState({ status, savedAt, isFilled, isBeside, isTriedAgain }: StateProps) {
  const words = t().note;
  const says = () => {
    if (status === 'clean' && isBeside) return words.draftBeside;
    if (status === 'clean' && savedAt) return words.draftSaved(time(savedAt));
    if (status === 'clean') return isFilled ? words.draftFilled : words.draftNew;
    if (isTriedAgain) return words.draftRetry;
    return status === 'saving' ? words.draftSaving : words.draftUnsaved;
  };
  const isSafe = status === 'clean' && savedAt !== null && !isBeside;
  return (
    <span class={`mark draft-state ${isSafe ? 'here' : isTriedAgain ? 'retry' : ''}`} role="status">
      <Icon name={isSafe ? 'laptop' : isTriedAgain ? 'alert' : 'pen'} />
      {says()}
    </span>
  );
}

interface HeadProps {
  draft: NoteDraft;
  isAddendum: boolean;
  hasVisit: boolean;
  missing: Missing;
  onChange: (fields: NoteDraft['fields'], sections?: Sections) => void;
}

function NoteHead({ draft, isAddendum, hasVisit, missing, onChange }: HeadProps) {
  const words = t().note;
  const [changeKind] = useState(kindChanger);
  if (isAddendum) {
    return (
      <TextField
        label={words.amendReason}
        value={fieldText(draft, 'amend_reason')}
        error={missing === 'amend_reason' ? t().common.required : ''}
        onInput={(v) => onChange({ amend_reason: v })}
      />
    );
  }
  const kinds = Object.entries(words.kinds).map(([value, label]) => ({ value, label }));
  return (
    <>
      <div class="note-head">
        <ChoiceField
          label={words.kind}
          value={kindOf(draft)}
          options={kinds}
          onChange={(kind) =>
            onChange({ kind, template: kind }, changeKind(kindOf(draft), kind as NoteKind, draft.sections))
          }
        />
        <div class="narrow-field">
          <SelectField
            label={words.language}
            value={languageOf(draft)}
            onChange={(language) => void loadLanguage(language).then(() => onChange({ language }))}
            options={[
              { value: 'en', label: 'English' },
              { value: 'es', label: 'Español' },
            ]}
          />
        </div>
      </div>
      {kindOf(draft) === 'collateral' && (
        <TextField
          label={words.collateralSource}
          value={fieldText(draft, 'collateral_source')}
          onInput={(v) => onChange({ collateral_source: v })}
        />
      )}
      {!hasVisit && (
        <TextField
          label={words.happenedAt}
          type="datetime-local"
          value={toInput(fieldText(draft, 'happened_at'))}
          onInput={(v) => fromInput(v) && onChange({ happened_at: fromInput(v) })}
        />
      )}
    </>
  );
}

interface BoxProps {
  section: Section;
  draft: NoteDraft;
  isAddendum: boolean;
  onInput: (now: string) => void;
}

function SectionBox({ section, draft, isAddendum, onInput }: BoxProps) {
  const headings = messagesIn(languageOf(draft)).note.section;
  const label = isAddendum ? t().note.addendumTo : headings[section];
  return (
    <div class="section-box">
      <AreaField
        label={label}
        hint={t().note.hint[section] || undefined}
        lang={languageOf(draft)}
        rows={section === 'text' ? 10 : 4}
        value={draft.sections[section] ?? ''}
        onInput={onInput}
      />
    </div>
  );
}

function Goals({
  file,
  draft,
  onChange,
}: {
  file: CaseFile;
  draft: NoteDraft;
  onChange: HeadProps['onChange'];
}) {
  const closed = ['completed', 'declined', 'cancelled'];
  const goals = ofType(file.records, 'goal').filter((goal) => !closed.includes(textOf(goal, 'status')));
  if (!goals.length) return null;
  const chosen = Array.isArray(draft.fields.goals_addressed)
    ? (draft.fields.goals_addressed as string[])
    : [];
  const toggle = (id: string, on: boolean) =>
    onChange({ goals_addressed: (on ? [...chosen, id] : chosen.filter((c) => c !== id)) as Json });
  return (
    <fieldset class="field">
      <legend>{t().note.goals}</legend>
      {goals.map((goal) => (
        <Check
          key={goal.record.id}
          label={<span dir="auto">{textOf(goal, 'title')}</span>}
          checked={chosen.includes(goal.record.id)}
          onChange={(on) => toggle(goal.record.id, on)}
        />
      ))}
    </fieldset>
  );
}

export function undoSignature(id: string): Promise<boolean> {
  return write(`/api/notes/${id}/unsign`).then(
    () => {
      say(t().note.unsigned);
      return true;
    },
    () => {
      say(t().note.left, { icon: 'alert' });
      return false;
    },
  );
}
