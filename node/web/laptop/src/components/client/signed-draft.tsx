import type { NoteDraft } from '../../api/types';
import { dayAndTime } from '../../format';
import { codeLabel, inWords, t } from '../../i18n';
import { excerpt } from '../../model/record-words';
import { Chip } from '../chip';
import { MarkBadge } from '../mark-badge';

const field = (draft: NoteDraft, name: string): string => String(draft.fields[name] ?? '');

/** A note that is signed and still on this laptop: a note like the others, not a draft. */
export function SignedDraft({ draft }: { draft: NoteDraft }) {
  const words = t().file;
  return (
    <div class="record-line">
      <div class="record-main">
        <a class="record-link" href={`#/note/${draft.id}`} dir="auto">
          {[codeLabel(field(draft, 'kind'), 'kind', 'note'), field(draft, 'title')]
            .filter(Boolean)
            .join(': ')}
        </a>
        <span class="small faint">{dayAndTime(field(draft, 'happened_at') || draft.saved_at)}</span>
        <p class="excerpt record-detail pre" dir="auto">
          {excerpt(field(draft, 'body'))}
        </p>
        <span class="row gap2">
          <Chip tone="good" icon="check">
            {codeLabel('signed', 'status', 'note')}
          </Chip>
          {field(draft, 'amends') && <Chip>{words.addendum}</Chip>}
        </span>
        <span class="small soft">{draft.problem ? inWords(draft.problem) : words.signedHere}</span>
      </div>
      <div class="record-aside">
        <MarkBadge mark="here" />
      </div>
    </div>
  );
}
