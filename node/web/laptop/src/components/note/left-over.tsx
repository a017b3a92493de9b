// A draft whose client's file has left this laptop: nobody can hand it in from here. It can be read, copied,
// and dropped.
import type { NoteDraft } from '../../api/types';
import { dayAndTime } from '../../format';
import { inWords, t } from '../../i18n';
import { fieldText } from '../../model/note-draft';
import type { Rescued } from '../../model/note-rescue';
import { Notice } from '../notice';
import { Page } from '../page';
import { DiscardButton } from './discard-button';
import { CopyButton } from './left-words';

interface Props {
  draft: NoteDraft;
  /** Words that were kept beside the draft, and are not in it. */
  rescued: Rescued | null;
}

export function LeftOver({ draft, rescued }: Props) {
  const words = t().note;
  const body = fieldText(draft, 'body');
  const beside = String(rescued?.fields.body ?? '').trim();
  const text = beside && !body.includes(beside) ? `${body}\n\n${beside}` : body;
  return (
    <Page
      title={words.leftOverTitle}
      eyebrow={words.title}
      lead={words.draftSaved(dayAndTime(draft.saved_at))}
    >
      <div class="stack gap5 note-page">
        <Notice tone="alert">
          <p>{words.leftOver}</p>
          {draft.problem && <p dir="auto">{words.programSays(inWords(draft.problem))}</p>}
        </Notice>
        <article class="card note-sheet">
          <p class="pre note-text" dir="auto">
            {text || words.draftNew}
          </p>
        </article>
        <div class="row gap2">
          <CopyButton text={text} />
          <DiscardButton draft={draft} after="#/finish" />
        </div>
      </div>
    </Page>
  );
}
