// Word-level differences between a text and what it began from.
import { diffWordsWithSpace } from 'diff';

export interface DiffPart {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

// Beyond this, the comparison costs more than it tells; the texts are shown without marks.
const COMPARED_UP_TO = 20_000;

export function wordDifferences(base: string, text: string): DiffPart[] {
  if (base === text || base.length + text.length > COMPARED_UP_TO) return [{ kind: 'same', text }];
  return diffWordsWithSpace(base, text).map((part) => ({
    kind: part.added ? 'added' : part.removed ? 'removed' : 'same',
    text: part.value,
  }));
}

/** All texts, one after the other; a text that another one contains stands there once. */
export function joinTexts(texts: string[]): string {
  const kept = texts.filter(
    (text, i) =>
      text.trim() !== '' &&
      !texts.some((other, j) => j !== i && other.includes(text) && (other !== text || j < i)),
  );
  return kept.join(kept.some((text) => text.includes('\n')) ? '\n\n' : '\n');
}
