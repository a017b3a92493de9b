// A note: written, then read. Which of the two, the laptop's database says: a draft of this laptop is
// written, a signed one can be taken back while it is here, and everything else is read.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/client';
import { useResource, type Resource } from '../api/store';
import type { CaseFile, NoteDraft, RecordView } from '../api/types';
import { Button, LinkButton } from '../components/button';
import type { Kept } from '../components/forms/kept-form';
import { LeftOver } from '../components/note/left-over';
import { LeftWords } from '../components/note/left-words';
import { NoteEditor, undoSignature } from '../components/note/note-editor';
import { addendaOf, fromDraft, fromRecord, NoteSheet, type ShownNote } from '../components/note/note-sheet';
import { rememberSigned, SignedNotice, wasSignedNow } from '../components/note/signed-notice';
import { Notice } from '../components/notice';
import { Loaded, NotFound, Page } from '../components/page';
import { addendumLink, forgetFreshId, noteLink } from '../components/visit/note-links';
import { dateAndTime, dayAndTime } from '../format';
import { codeLabel, isLoaded, loadLanguage, t } from '../i18n';
import { myName } from '../model/me';
import { changedDraft, kindOf, languageOf, newDraft } from '../model/note-draft';
import { inserted, insertionsOf } from '../model/note-insertions';
import { dropRescued, rescuedOf, rescuePath, type Rescued } from '../model/note-rescue';
import { textOf } from '../model/record';
import type { ScreenProps } from '../routes';

interface Drafts {
  notes: NoteDraft[];
}

const isMissing = (resource: Resource<unknown>) =>
  resource.error instanceof ApiError && resource.error.status === 404;

export function NoteScreen({ id, route }: ScreenProps) {
  const drafts = useResource<Drafts>('/api/drafts');
  const record = useResource<RecordView>(`/api/records/${id}`);
  const kept = useResource<Kept>(rescuePath(id));
  const draft = drafts.data?.notes.find((d) => d.id === id);
  const amendsId =
    (draft?.fields.amends as string) ||
    (record.data ? textOf(record.data, 'amends') : '') ||
    route.query.get('amends');
  const amends = useResource<RecordView>(amendsId ? `/api/records/${amendsId}` : null);
  const visitId =
    draft?.visit_id ?? ((record.data && textOf(record.data, 'visit_id')) || route.query.get('visit'));
  const visit = useResource<RecordView>(visitId ? `/api/records/${visitId}` : null);
  const clientId =
    draft?.client_id ??
    record.data?.record.client_id ??
    visit.data?.record.client_id ??
    amends.data?.record.client_id ??
    route.query.get('client');
  const file = useResource<CaseFile>(clientId ? `/api/clients/${clientId}` : null);

  const noteLanguage = String(draft?.fields.language ?? '');
  useEffect(() => void loadLanguage(noteLanguage), [noteLanguage]);

  // An editor stays open whatever comes and goes meanwhile: the parts of the answer arrive one after the
  // other, and the program may just be restarting.
  const isWriting = useRef(false);
  const isDirty = useRef(() => false);
  const isSettled =
    drafts.data && (record.data || isMissing(record)) && !kept.isLoading && isLoaded(noteLanguage);
  if (
    (!isSettled && !isWriting.current) ||
    (visitId && visit.isLoading) ||
    (amendsId && amends.isLoading) ||
    (clientId && file.isLoading)
  ) {
    return (
      <Page title={t().note.title}>
        <Loaded resource={drafts}>{() => <p class="faint">{t().common.loading}</p>}</Loaded>
      </Page>
    );
  }
  const rescued = rescuedOf(kept.data);
  const hasWords = isWriting.current && isDirty.current();
  // Also when the file leaves while the note is being written: what is typed is saved first.
  if (draft && (!file.data || (isMissing(file) && !hasWords)))
    return <LeftOver draft={draft} rescued={rescued} />;
  if (!file.data)
    return (
      <Page title={t().note.title}>
        <NotFound />
      </Page>
    );
  const reload = () => {
    drafts.reload();
    file.reload();
  };
  if (draft?.signed_at && !hasWords)
    return <SignedHere draft={draft} file={file.data} rescued={rescued} onUndo={reload} />;
  const isHandedInDraft = record.data && textOf(record.data, 'status') === 'draft';
  if (!draft && record.data && !hasWords && !(isWriting.current && isHandedInDraft))
    return <Read note={record.data} file={file.data} rescued={rescued} />;
  isWriting.current = true;
  return (
    <Written
      key={id}
      id={id}
      draft={draft}
      file={file.data}
      visit={visit.data ?? undefined}
      amends={amends.data ?? undefined}
      gathers={route.query.get('gather') === '1'}
      rescued={rescued}
      isDirty={isDirty}
      onSigned={reload}
    />
  );
}

interface WrittenProps {
  id: string;
  draft: NoteDraft | undefined;
  file: CaseFile;
  visit: RecordView | undefined;
  amends: RecordView | undefined;
  gathers: boolean;
  rescued: Rescued | null;
  isDirty: { current: () => boolean };
  onSigned: () => void;
}

/** "Turn the jots into a note": what the visit left is in it from the first moment. */
function begun(about: Parameters<typeof newDraft>[0], gathers: boolean): NoteDraft {
  const draft = newDraft(about);
  if (!gathers || !about.visit) return draft;
  const found = insertionsOf(about.visit, about.file, kindOf(draft), languageOf(draft));
  return changedDraft(draft, {}, inserted(draft.sections, found));
}

function Written(props: WrittenProps) {
  const { id, draft, file, visit, amends, gathers, rescued, isDirty, onSigned } = props;
  // Made once: what is typed from here on is the editor's.
  const initial = useMemo(() => draft ?? begun({ id, file, visit, amends }, gathers), []);
  const signed = () => {
    forgetFreshId(id);
    rememberSigned(id);
    onSigned();
  };
  return (
    <NoteEditor
      initial={initial}
      kept={draft}
      file={file}
      visit={visit}
      amends={amends}
      rescued={rescued}
      isDirty={isDirty}
      onSigned={signed}
    />
  );
}

interface SignedProps {
  draft: NoteDraft;
  file: CaseFile;
  rescued: Rescued | null;
  onUndo: () => void;
}

function SignedHere({ draft, file, rescued, onUndo }: SignedProps) {
  // The way on stays when it has left.
  useEffect(() => rememberSigned(draft.id), [draft.id]);
  const undo = async () => {
    await undoSignature(draft.id);
    onUndo();
  };
  const shown = fromDraft(draft, myName());
  return (
    <NotePage note={shown} file={file} visitId={draft.visit_id} isHere>
      <NotInIt note={shown} file={file} rescued={rescued} />
      <SignedNotice onUndo={() => void undo()} />
    </NotePage>
  );
}

interface ReadProps {
  note: RecordView;
  file: CaseFile;
  rescued: Rescued | null;
}

function Read({ note, file, rescued }: ReadProps) {
  const words = t().note;
  const shown = fromRecord(note);
  const isDraft = shown.status === 'draft' || !shown.status;
  return (
    <NotePage note={shown} file={file} visitId={textOf(note, 'visit_id') || null}>
      {wasSignedNow(shown.id) && <SignedNotice hasArrived={shown.mark === 'office'} />}
      {isDraft && <Notice tone="mind">{words.unsignedElsewhere}</Notice>}
      <NotInIt note={shown} file={file} rescued={rescued} />
    </NotePage>
  );
}

/** Words of this laptop that were kept beside the note, and are not in its text. */
function NotInIt({ note, file, rescued }: { note: ShownNote; file: CaseFile; rescued: Rescued | null }) {
  const [isDone, setDone] = useState(false);
  const text = String(rescued?.fields.body ?? '').trim();
  if (isDone || !text || note.body.includes(text)) return null;
  const done = () => {
    dropRescued(note.id);
    setDone(true);
  };
  return <LeftWords noteId={note.id} text={text} happened={note.happened} file={file} onDone={done} />;
}

interface NotePageProps {
  note: ShownNote;
  file: CaseFile;
  visitId: string | null;
  /** Its signature can still be taken back: no addendum yet. */
  isHere?: boolean;
  children: preact.ComponentChildren;
}

function NotePage({ note, file, visitId, isHere = false, children }: NotePageProps) {
  const words = t().note;
  const addenda = addendaOf(file, note.id);
  const canAmend = !isHere && !note.amends && ['signed', 'co_signed'].includes(note.status);
  return (
    <Page
      title={words.titleFor(file.card.name)}
      eyebrow={note.amends ? words.addendumTo : words.title}
      heading={
        <a class="quiet-link" href={`#/client/${file.card.id}`}>
          <bdi>{file.card.name}</bdi>
        </a>
      }
      lead={`${codeLabel(note.kind, 'kind', 'note')} · ${dateAndTime(note.happened || note.written)}`}
      actions={
        <>
          <Button icon="print" onClick={() => print()}>
            {t().common.print}
          </Button>
          {visitId && <LinkButton href={`#/visit/${visitId}`}>{t().day.openVisit}</LinkButton>}
          {canAmend && (
            <LinkButton href={addendumLink(note.id)} icon="plus">
              {words.addendum}
            </LinkButton>
          )}
        </>
      }
    >
      <div class="stack gap5 note-page">
        <div class="no-print stack gap3">{children}</div>
        <NoteSheet note={note} file={file} />
        {note.amends && (
          <p>
            <a href={noteLink(note.amends)}>{words.addendumOf(dayAndTime(note.happened))}</a>
          </p>
        )}
        {(addenda.records.length > 0 || addenda.drafts.length > 0) && (
          <section class="stack" aria-labelledby="addenda-title">
            <h2 id="addenda-title">{words.addenda}</h2>
            {addenda.records.map((record) => (
              <NoteSheet key={record.record.id} note={fromRecord(record)} file={file} />
            ))}
            {addenda.drafts.map((draft) => (
              <div key={draft.id} class="stack gap2">
                <NoteSheet note={fromDraft(draft, myName())} file={file} />
                <div class="no-print">
                  <LinkButton href={noteLink(draft.id)} icon="pen">
                    {t().common.open}
                  </LinkButton>
                </div>
              </div>
            ))}
          </section>
        )}
      </div>
    </Page>
  );
}
