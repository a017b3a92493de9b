// The person's language: as set, else the browser's, else English.
import { computed } from '@preact/signals';
import { session } from '../api/store';
import { codeWords } from './code-labels';
import { en, type Messages } from './en';
import { es } from './es';
import { schemaLabelsEs } from './schema-labels-es';

export const language = computed<'en' | 'es'>(() => {
  const chosen = session.value?.settings.language;
  if (chosen) return chosen;
  return navigator.languages.find((l) => /^(en|es)\b/.test(l))?.startsWith('es') ? 'es' : 'en';
});

const messages = computed<Messages>(() => (language.value === 'es' ? es : en));

/** The texts in the person's language: t().today.title. A component that reads them follows a change. */
export const t = (): Messages => messages.value;

/** Texts in a given language: a note keeps its own. */
export const messagesIn = (code: string): Messages => (code === 'es' ? es : en);

export function locale(): string {
  const own = navigator.languages.find((l) => l.startsWith(language.value));
  return own ?? (language.value === 'es' ? 'es-US' : 'en-US');
}

/**
 * The words for a code of the schema. Some words depend on what they stand for (an "active" consent and an "active"
 * medication have different endings in Spanish): "consent.status.active" comes before "active".
 */
export function codeLabel(code: string, field = '', type = ''): string {
  const words = messages.value.codes as Record<string, string>;
  return words[`${type}.${field}.${code}`] ?? words[`${field}.${code}`] ?? words[code] ?? codeWords(language.value, code);
}

/** The label of a record type or field: the schema has it in English. */
export function schemaLabel(english: string): string {
  return language.value === 'es' ? (schemaLabelsEs[english] ?? english) : english;
}
