// What the program on this laptop and the office say of a problem, in Spanish. A `*` in the English is an
// inserted value: `$1`, `$2` ... in the Spanish.
import table from './problems.json';
import { schemaLabels } from './schema-labels';

interface Pattern {
  english: RegExp;
  spanish: string;
}

const rows = Object.entries(table);
const whole = new Map(rows);

function pattern([english, spanish]: [string, string]): Pattern {
  const words = english.split('*').map((part) => part.replace(/[.?+^$(){}|[\]\\]/g, '\\$&'));
  return { english: new RegExp(`^${words.join('(.+)')}$`, 's'), spanish };
}

const beginsOpen = (english: string): number => (english.startsWith('*') ? 1 : 0);

// "invalid: *" comes before "* must be *", which may be what is invalid; and what says more itself before it.
const patterns = rows
  .filter(([english]) => english.includes('*'))
  .sort(([one], [other]) => beginsOpen(one) - beginsOpen(other) || other.length - one.length)
  .map(pattern);

/** The text itself where there is no Spanish for it. */
export function problemInSpanish(english: string): string {
  const spanish = whole.get(english);
  if (spanish) return spanish;
  for (const row of patterns) {
    const found = row.english.exec(english);
    if (found) return row.spanish.replace(/\$(\d)/g, (_, index) => valueInSpanish(found[Number(index)]!));
  }
  return english;
}

/** The label of a field, or another message. */
const valueInSpanish = (value: string): string => schemaLabels[value] ?? problemInSpanish(value);
