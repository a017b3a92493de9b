// A note as it is read and printed: text, times, signature, addenda. It never changes after signing.
import type { CaseFile, Json, Mark, NoteDraft, RecordView } from '../../api/types';
import { date, dateAndTime, list as listed } from '../../format';
import { codeLabel, t } from '../../i18n';
import { workerName } from '../../model/record-words';
import { partsOf } from '../../model/note-sections';
import { fieldOf, isTrue, ofType, textOf, textsOf } from '../../model/record';
import { Chip } from '../chip';
import { MarkBadge } from '../mark-badge';
import { Notice } from '../notice';

interface Signature {
  signer?: string;
  credential?: string;
  at?: string;
}

export interface ShownNote {
  id: string;
  kind: string;
  body: string;
  language: string;
  status: string;
  mark: Mark;
  author: string;
  happened: string;
  written: string;
  received: string | null;
  signature: Signature | null;
  coSignature: Signature | null;
  isLate: boolean;
  lateReason: string;
  amends: string;
  amendReason: string;
  present: string[];
  place: string;
  source: string;
  isVoid: boolean;
}

const asSignature = (found: Json | undefined): Signature | null =>
  found && typeof found === 'object' && !Array.isArray(found) ? (found as Signature) : null;

export function fromRecord(note: RecordView): ShownNote {
  return {
    id: note.record.id,
    kind: textOf(note, 'kind'),
    body: textOf(note, 'body'),
    language: textOf(note, 'language'),
    status: textOf(note, 'status'),
    mark: note.mark,
    author: workerName(textOf(note, 'author_id')) || note.created_by,
    happened: textOf(note, 'happened_at'),
    written: textOf(note, 'written_at') || note.created_at,
    received: note.received_at,
    signature: asSignature(fieldOf(note, 'signature')),
    coSignature: asSignature(fieldOf(note, 'co_signature')),
    isLate: isTrue(note, 'late_entry'),
    lateReason: textOf(note, 'late_reason'),
    amends: textOf(note, 'amends'),
    amendReason: textOf(note, 'amend_reason'),
    present: textsOf(note, 'present'),
    place: textOf(note, 'place'),
    source: textOf(note, 'collateral_source'),
    isVoid: note.is_void,
  };
}

/** Signed here, and still on this laptop. */
export function fromDraft(draft: NoteDraft, author: string): ShownNote {
  const field = (name: string) => String(draft.fields[name] ?? '');
  return {
    id: draft.id,
    kind: field('kind'),
    body: field('body'),
    language: field('language'),
    status: draft.signed_at ? 'signed' : 'draft',
    mark: 'here',
    author,
    happened: field('happened_at'),
    written: field('written_at') || draft.saved_at,
    received: null,
    signature: draft.signed_at
      ? { signer: author, credential: field('author_credential'), at: draft.signed_at }
      : null,
    coSignature: null,
    isLate: draft.fields.late_entry === true,
    lateReason: field('late_reason'),
    amends: field('amends'),
    amendReason: field('amend_reason'),
    present: Array.isArray(draft.fields.present) ? (draft.fields.present as string[]) : [],
    place: field('place'),
    source: field('collateral_source'),
    isVoid: false,
  };
}

export function NoteSheet({ note, file }: { note: ShownNote; file: CaseFile }) {
  const words = t().note;
  return (
    <article class="card note-sheet">
      <p class="print-only">
        <strong>{file.card.name}</strong>
        {file.card.birth_date && ` · ${date(file.card.birth_date)}`}
      </p>
      {note.isVoid && <Notice tone="alert">{words.voided}</Notice>}
      <div class="row gap2 no-print">
        <Chip icon="note">{note.amends ? words.addendumTo : codeLabel(note.kind, 'kind', 'note')}</Chip>
        {note.status === 'draft' && <Chip tone="mind">{words.unsignedNote}</Chip>}
        {note.isLate && (
          <Chip tone="mind" icon="clock">
            {words.lateEntry}
          </Chip>
        )}
        <MarkBadge mark={note.mark} />
      </div>
      {note.amendReason && (
        <p class="soft" dir="auto">
          {words.addendumTo}: {note.amendReason}
        </p>
      )}
      <div class="note-text" lang={note.language || undefined}>
        {partsOf(note.body, note.kind, note.language).map((part, i) => (
          <section key={i}>
            {part.heading && <h2>{part.heading}</h2>}
            <p class="pre" dir="auto">
              {part.text}
            </p>
          </section>
        ))}
      </div>
      <Signatures note={note} />
      <Times note={note} />
    </article>
  );
}

function Signatures({ note }: { note: ShownNote }) {
  const words = t().note;
  const name = (signature: Signature) =>
    [signature.signer ?? note.author, signature.credential].filter(Boolean).join(', ');
  const when = (signature: Signature) => (signature.at ? dateAndTime(signature.at) : '');
  return (
    <div class="signatures">
      {note.signature && <p dir="auto">{words.signedBy(name(note.signature), when(note.signature))}</p>}
      {note.coSignature && (
        <p dir="auto">{words.coSignedBy(name(note.coSignature), when(note.coSignature))}</p>
      )}
    </div>
  );
}

function Times({ note }: { note: ShownNote }) {
  const words = t().note;
  const rows: [string, string][] = [
    [words.happened, note.happened && dateAndTime(note.happened)],
    [words.written, dateAndTime(note.written)],
    [words.received, note.received ? dateAndTime(note.received) : words.notReceived],
    [words.lateEntry, note.isLate ? note.lateReason : ''],
    [words.author, note.author],
    [words.present, note.present.length ? listed(note.present) : ''],
    [words.place, note.place],
    [words.collateralSource, note.source],
  ];
  return (
    <dl class="facts small">
      {rows
        .filter(([, shown]) => shown)
        .map(([label, shown]) => [
          <dt key={label}>{label}</dt>,
          <dd key={`${label}-value`} dir="auto">
            {shown}
          </dd>,
        ])}
    </dl>
  );
}

export function addendaOf(file: CaseFile, noteId: string): { records: RecordView[]; drafts: NoteDraft[] } {
  const drafts = file.drafts.filter((draft) => draft.fields.amends === noteId);
  const records = ofType(file.records, 'note')
    .filter(
      (note) => textOf(note, 'amends') === noteId && !drafts.some((draft) => draft.id === note.record.id),
    )
    .sort((a, b) => a.created_at.localeCompare(b.created_at));
  return { records, drafts };
}
