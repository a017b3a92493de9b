// The person's language: as set, else the browser's, else English. Spanish comes as a file of its own, when
// it is needed.
import { computed, signal } from '@preact/signals';
import { session } from '../api/store';
import type { Settings } from '../api/types';
import { en, type Messages } from './en';

const spanish = signal<typeof import('./es') | null>(null);

/** Resolves when texts in that language can be shown; should they not come, English stands in for them. */
export async function loadLanguage(code: string): Promise<void> {
  if (code === 'es') spanish.value ??= await import('./es').catch(() => null);
}

export const isLoaded = (code: string): boolean => code !== 'es' || spanish.value !== null;

export function wantedLanguage(chosen: Settings['language']): 'en' | 'es' {
  if (chosen) return chosen;
  return navigator.languages.find((l) => /^(en|es)\b/.test(l))?.startsWith('es') ? 'es' : 'en';
}

export const language = computed<'en' | 'es'>(() => {
  const wanted = wantedLanguage(session.value?.settings.language ?? '');
  return isLoaded(wanted) ? wanted : 'en';
});

/** Texts in a given language: a note keeps its own. */
export const messagesIn = (code: string): Messages => (code === 'es' && spanish.value?.es) || en;

/** The texts in the person's language: t().today.title. A component that reads them follows a change. */
export const t = (): Messages => messagesIn(language.value);

export function locale(): string {
  const own = navigator.languages.find((l) => l.startsWith(language.value));
  return own ?? (language.value === 'es' ? 'es-US' : 'en-US');
}

/**
 * The words for a code of the schema. Some words depend on what they stand for (an "active" consent and an
 * "active" allergy have different endings in Spanish): "allergy.status.active" comes before "active". A code
 * that an office added is shown with blanks for its underscores.
 */
export function codeLabel(code: string, field = '', type = '', inLanguage: string = language.value): string {
  const { codes } = messagesIn(inLanguage);
  return codes[`${type}.${field}.${code}`] ?? codes[`${field}.${code}`] ?? codes[code] ?? withBlanks(code);
}

function withBlanks(code: string): string {
  const words = code.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The label of a record type or field: the schema has it in English. */
export function schemaLabel(english: string): string {
  return (language.value === 'es' && spanish.value?.schemaLabels[english]) || english;
}

/** What the program on this laptop or the office says of a problem: they say it in English. */
export function inWords(english: string): string {
  return (language.value === 'es' && spanish.value?.problemInSpanish(english)) || english;
}
