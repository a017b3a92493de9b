// Before a signature: boxes that were left empty are named once.
import { useState } from 'preact/hooks';
import type { NoteDraft } from '../../api/types';
import { list } from '../../format';
import { messagesIn, t } from '../../i18n';
import { kindOf, languageOf } from '../../model/note-draft';
import { sectionsOf, type Section } from '../../model/note-sections';
import { Notice } from '../notice';

const structured = ['soap', 'dap', 'birp'];

/** Without a plan, or mostly empty: one box that has nothing to say is no reason to ask. */
function emptySections(draft: NoteDraft): Section[] {
  const kind = kindOf(draft);
  if (!structured.includes(kind) || draft.fields.amends) return [];
  const empty = sectionsOf[kind].filter((section) => !draft.sections[section]?.trim());
  return empty.includes('plan') || empty.length * 2 > sectionsOf[kind].length ? empty : [];
}

export function useEmptySections(draft: NoteDraft) {
  const [asked, setAsked] = useState('');
  const empty = emptySections(draft);
  const key = empty.join();
  return {
    /** False once: then the notice asks, and the next press signs. */
    mayBeSigned: (): boolean => {
      if (!key || asked === key) return true;
      setAsked(key);
      return false;
    },
    notice: key && asked === key && (
      <Notice tone="mind" live>
        {t().note.emptySections(
          empty.length,
          list(empty.map((section) => messagesIn(languageOf(draft)).note.section[section])),
        )}
      </Notice>
    ),
  };
}
