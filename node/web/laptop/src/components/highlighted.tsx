import { matchParts } from '../model/match';

/** A text with the searched words marked. */
export function Highlighted({ text, words }: { text: string; words: string }) {
  return (
    <bdi>
      {matchParts(text, words).map((part, i) =>
        part.isMatch ? <mark key={i}>{part.text}</mark> : part.text,
      )}
    </bdi>
  );
}
