// What was recorded at the visit, as sentences for the note: one press puts each where it belongs.
import type { CaseFile, RecordView } from '../api/types';
import { addressLine, date, list as listed, time } from '../format';
import { codeLabel, messagesIn } from '../i18n';
import { fitting, type NoteKind, type Section, type Sections } from './note-sections';
import { isTrue, listOf, objectsOf, textOf, textsOf } from './record';
import { actualTimes } from './visit-times';
import { shownUnit, shownValue, vitalOf, vitalsOfVisit } from './vitals';

export interface Insertion {
  key: string;
  group: 'facts' | 'vitals' | 'tasks' | 'jots';
  section: Section;
  text: string;
}

interface Jot {
  at: string;
  text: string;
}

export function insertionsOf(
  visit: RecordView,
  file: CaseFile,
  kind: NoteKind,
  language: string,
): Insertion[] {
  const jots = [...objectsOf<Jot>(visit, 'jots')].sort((a, b) => a.at.localeCompare(b.at));
  const found: [Insertion['group'], string, string][] = [
    ['facts', 'facts', factsText(visit, file, language)],
    ['vitals', 'vitals', vitalsText(visit, file, language)],
    ['tasks', 'tasks', tasksText(visit, language)],
    ...jots.map((jot): [Insertion['group'], string, string] => ['jots', `jot-${jot.at}`, jot.text]),
  ];
  return found
    .filter(([, , words]) => words)
    .map(([group, key, words]) => ({ key, group, section: fitting[group][kind], text: words }));
}

export function placeOf(visit: RecordView, file: CaseFile): string {
  const place = textOf(visit, 'location');
  if (place) return place;
  return textOf(visit, 'contact_kind') === 'home' ? addressLine(file.card.addresses[0]) : '';
}

function factsText(visit: RecordView, file: CaseFile, language: string): string {
  const words = messagesIn(language).note;
  const { start, end } = actualTimes(visit);
  if (!start) return '';
  const present = textsOf(visit, 'present');
  const kind = codeLabel(textOf(visit, 'contact_kind'), 'contact_kind', 'visit', language);
  return [
    words.factsLine(kind, date(start), time(start), end ? time(end) : '', placeOf(visit, file)),
    visit.conflicts.includes('adjusted_times') ? words.timesDisputed : '',
    present.length ? words.presentLine(listed(present)) : '',
    isTrue(visit, 'interpreter_used') ? words.interpreterLine : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function vitalsText(visit: RecordView, file: CaseFile, language: string): string {
  const words = messagesIn(language);
  const values = vitalsOfVisit(file.records, visit.record.id).map((observation) => {
    const vital = vitalOf(observation);
    const name = vital ? words.visit.vital[vital.key] : textOf(observation, 'display');
    return `${name} ${shownValue(observation)} ${shownUnit(observation)}`.trim();
  });
  return values.length ? words.note.vitalsLine(values.join('; ')) : '';
}

function tasksText(visit: RecordView, language: string): string {
  const words = messagesIn(language).note;
  const done = textsOf(visit, 'tasks_done');
  const refused = listOf(visit, 'tasks_refused').map((entry) => {
    if (typeof entry === 'string') return entry;
    const { task, reason } = entry as { task: string; reason?: string };
    return reason ? `${task} (${reason})` : task;
  });
  return [
    done.length ? words.doneLine(done.join('; ')) : '',
    refused.length ? words.refusedLine(refused.join('; ')) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** The boxes with all of it, each where it belongs. */
export function inserted(sections: Sections, insertions: Insertion[]): Sections {
  const next: Sections = { ...sections };
  for (const { section, text } of insertions) next[section] = appended(next[section], text);
  return next;
}

/** Behind what is there already, on a line of its own. */
export function appended(before: string | undefined, words: string): string {
  const kept = before?.trimEnd() ?? '';
  return kept ? `${kept}\n${words}` : words;
}
