import { wordDifferences } from '../model/word-diff';
import { t } from '../i18n';

/** A text with what it adds to the base and takes out of it. */
export function WordDiff({ base, text }: { base: string; text: string }) {
  const words = t().decide;
  return (
    <p class="pre" dir="auto">
      {wordDifferences(base, text).map((part, i) => {
        if (part.kind === 'added')
          return (
            <ins key={i} title={words.added}>
              {part.text}
            </ins>
          );
        if (part.kind === 'removed')
          return (
            <del key={i} title={words.removed}>
              {part.text}
            </del>
          );
        return part.text;
      })}
    </p>
  );
}
