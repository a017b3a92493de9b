// Where the words of a search stand in a text, without minding accents and case.
export interface MatchPart {
  text: string;
  isMatch: boolean;
}

export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Each character of the folded text knows where it stood in the original. */
function foldedWithPlaces(text: string): { folded: string; places: number[] } {
  let result = '';
  const places: number[] = [];
  let place = 0;
  for (const letter of text) {
    for (const unit of folded(letter)) {
      result += unit;
      for (let i = 0; i < unit.length; i++) places.push(place);
    }
    place += letter.length;
  }
  places.push(text.length);
  return { folded: result, places };
}

export function matchParts(text: string, words: string): MatchPart[] {
  const wanted = folded(words)
    .split(/\s+/)
    .filter((word) => word.length > 1 || /\d/.test(word));
  const { folded: searched, places } = foldedWithPlaces(text);
  const marked: [number, number][] = [];
  for (const word of wanted) {
    for (let at = searched.indexOf(word); at >= 0; at = searched.indexOf(word, at + word.length)) {
      marked.push([places[at]!, places[at + word.length]!]);
    }
  }
  return cut(
    text,
    marked.sort((a, b) => a[0] - b[0]),
  );
}

function cut(text: string, marked: [number, number][]): MatchPart[] {
  const parts: MatchPart[] = [];
  let done = 0;
  for (const [from, to] of marked) {
    if (to <= done) continue;
    const start = Math.max(from, done);
    if (start > done) parts.push({ text: text.slice(done, start), isMatch: false });
    parts.push({ text: text.slice(start, to), isMatch: true });
    done = to;
  }
  if (done < text.length) parts.push({ text: text.slice(done), isMatch: false });
  return parts;
}
