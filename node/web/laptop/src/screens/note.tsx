// A note: written, then read. Which of the two, the laptop's database says: a draft of this laptop is
// written, a signed one can be taken back while it is here, and everything else is read.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { ApiError } from '../api/client';
import { useResource, type Resource } from '../api/store';
import type { CaseFile, NoteDraft, RecordView } from '../api/types';
import { Button, LinkButton } from '../components/button';
import { NoteEditor, undoSignature } from '../components/note/note-editor';
import { addendaOf, fromDraft, fromRecord, NoteSheet, type ShownNote } from '../components/note/note-sheet';
import { Notice } from '../components/notice';
import { Loaded, NotFound, Page } from '../components/page';
import { addendumLink, forgetFreshId, noteLink } from '../components/visit/note-links';
import { dayAndTime } from '../format';
import { codeLabel, isLoaded, loadLanguage, t } from '../i18n';
import { myName } from '../model/me';
import { newDraft } from '../model/note-draft';
import { textOf } from '../model/record';
import type { ScreenProps } from '../routes';

interface Drafts {
  notes: NoteDraft[];
}

const isMissing = (resource: Resource<RecordView>) =>
  resource.error instanceof ApiError && resource.error.status === 404;

export function NoteScreen({ id, route }: ScreenProps) {
  const drafts = useResource<Drafts>('/api/drafts');
  const record = useResource<RecordView>(`/api/records/${id}`);
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
  const isSettled = drafts.data && (record.data || isMissing(record)) && isLoaded(noteLanguage);
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
  if (draft?.signed_at) return <SignedHere draft={draft} file={file.data} onUndo={reload} />;
  const isHandedInDraft = record.data && textOf(record.data, 'status') === 'draft';
  if (!draft && record.data && !(isWriting.current && isHandedInDraft))
    return <Read note={record.data} file={file.data} />;
  isWriting.current = true;
  return (
    <Written
      key={id}
      id={id}
      draft={draft}
      file={file.data}
      visit={visit.data ?? undefined}
      amends={amends.data ?? undefined}
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
  onSigned: () => void;
}

function Written({ id, draft, file, visit, amends, onSigned }: WrittenProps) {
  // Made once: what is typed from here on is the editor's.
  const initial = useMemo(() => draft ?? newDraft({ id, file, visit, amends }), []);
  const signed = () => {
    forgetFreshId(id);
    onSigned();
  };
  return (
    <NoteEditor initial={initial} kept={draft} file={file} visit={visit} amends={amends} onSigned={signed} />
  );
}

function SignedHere({ draft, file, onUndo }: { draft: NoteDraft; file: CaseFile; onUndo: () => void }) {
  const words = t().note;
  const undo = async () => {
    await undoSignature(draft.id);
    onUndo();
  };
  return (
    <NotePage note={fromDraft(draft, myName())} file={file} visitId={draft.visit_id} isHere>
      <Notice tone="good">
        <p>
          <strong>{words.signed}.</strong> {words.undoHint}
        </p>
        <div class="row gap2">
          <LinkButton href="#/finish" kind="primary" icon="arrow">
            {words.backToFinish}
          </LinkButton>
          <LinkButton href="#/today">{t().common.backToToday}</LinkButton>
          <Button kind="quiet" icon="undo" onClick={undo}>
            {words.undo}
          </Button>
        </div>
      </Notice>
    </NotePage>
  );
}

function Read({ note, file }: { note: RecordView; file: CaseFile }) {
  const words = t().note;
  const shown = fromRecord(note);
  const isDraft = shown.status === 'draft' || !shown.status;
  return (
    <NotePage note={shown} file={file} visitId={textOf(note, 'visit_id') || null}>
      {isDraft && <Notice tone="mind">{words.unsignedElsewhere}</Notice>}
    </NotePage>
  );
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
      lead={`${codeLabel(note.kind, 'kind', 'note')} · ${dayAndTime(note.happened || note.written)}`}
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
        <div class="no-print">{children}</div>
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
