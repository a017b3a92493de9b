// Words that did not get into a note before it was signed: to be read, copied, or written as an addendum.
import { useState } from 'preact/hooks';
import { newId, write } from '../../api/client';
import type { CaseFile, NoteDraft } from '../../api/types';
import { t } from '../../i18n';
import { changedDraft, newDraft } from '../../model/note-draft';
import { go } from '../../router';
import { Button } from '../button';
import { Notice } from '../notice';
import { SaveProblem, useSaving } from '../save-button';
import { noteLink } from '../visit/note-links';

interface Props {
  noteId: string;
  text: string;
  /** When the note happened. */
  happened: string;
  file: CaseFile;
  /** The note was signed while the words were being written here. */
  wasWriting?: boolean;
  /** They need not be kept any more. */
  onDone: () => void;
}

export function LeftWords({ noteId, text, happened, file, wasWriting = false, onDone }: Props) {
  const words = t().note;
  const saving = useSaving();
  const writeAddendum = async () => {
    const begun = newDraft({ id: newId(), file });
    const about = { amends: noteId, kind: 'narrative', happened_at: happened || begun.fields.happened_at! };
    const draft: NoteDraft = changedDraft(begun, about, { text });
    const { id, client_id, visit_id, fields, sections } = draft;
    const body = { client_id, visit_id, fields, sections, base: null };
    if (!(await saving.run(() => write(`/api/notes/${id}/draft`, body)))) return;
    onDone();
    go(noteLink(id));
  };
  return (
    <Notice tone="mind" live>
      <p>
        <strong>{wasWriting ? words.leftTitle : words.leftHereTitle}</strong> {words.leftLead}
      </p>
      <blockquote class="pre other-text" dir="auto">
        {text}
      </blockquote>
      <SaveProblem error={saving.error} />
      <div class="row gap2">
        <Button kind="primary" disabled={saving.isBusy} onClick={writeAddendum}>
          {words.leftAddendum}
        </Button>
        <CopyButton text={text} />
        <Button kind="quiet" onClick={onDone}>
          {words.leftDrop}
        </Button>
      </div>
    </Notice>
  );
}

export function CopyButton({ text }: { text: string }) {
  const words = t().note;
  const [said, setSaid] = useState('');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid(words.copied),
      () => setSaid(words.notCopied),
    );
  return (
    <>
      <Button onClick={() => void copy()}>{words.copy}</Button>
      <span role="status" class="small soft">
        {said}
      </span>
    </>
  );
}
