// What a record is called, and what it says in one line.
import { typeLabel } from '../api/schema';
import { organizations, workers } from '../api/store';
import type { RecordView } from '../api/types';
import { day, dayAndTime, number } from '../format';
import { codeLabel, messagesIn, t } from '../i18n';
import { asShown } from './units';
import {
  fieldOf,
  isObject,
  isTrue,
  listOf,
  numberOf,
  objectsOf,
  stringIn,
  textOf,
  type JsonObject,
} from './record';

export function workerName(id: string): string {
  return workers.value.find((worker) => worker.id === id)?.name ?? '';
}

/** Of a colleague or a service. */
export function directoryName(id: string): string {
  return workerName(id) || (organizations.value.find((service) => service.id === id)?.name ?? '');
}

export function personName(view: RecordView): string {
  const given = textOf(view, 'preferred_name') || textOf(view, 'given_name');
  return [given, textOf(view, 'family_name')].filter(Boolean).join(' ');
}

/** SNOMED names end in the kind of the concept, "(finding)": nobody says that. */
function plainName(name: string): string {
  return name.replace(
    / \((finding|disorder|situation|procedure|substance|observable entity|regime\/therapy|product)\)$/,
    '',
  );
}

function code(view: RecordView, field: string): string {
  const value = textOf(view, field);
  return value && codeLabel(value, field, view.record.type);
}

function first(view: RecordView, ...fields: string[]): string {
  for (const field of fields) {
    const text = textOf(view, field);
    if (text) return plainName(text);
  }
  return '';
}

const titles: { [type: string]: (view: RecordView) => string } = {
  client: personName,
  related_person: (view) => personName(view) || code(view, 'relation'),
  care_team_member: (view) =>
    directoryName(textOf(view, 'worker_id')) ||
    first(view, 'member_name', 'role_display') ||
    directoryName(textOf(view, 'organization_id')) ||
    code(view, 'role'),
  consent: (view) => [code(view, 'consent_kind'), textOf(view, 'recipient')].filter(Boolean).join(': '),
  coverage: (view) =>
    [first(view, 'insurer') || code(view, 'coverage_kind'), textOf(view, 'plan')].filter(Boolean).join(', '),
  episode: (view) => first(view, 'program') || code(view, 'episode_kind'),
  medication: (view) =>
    [first(view, 'display', 'brand', 'code'), textOf(view, 'strength')].filter(Boolean).join(' '),
  allergy: (view) =>
    (textOf(view, 'allergy_kind') === 'none_known' && t().file.form.noKnown) ||
    first(view, 'display', 'code') ||
    code(view, 'allergy_kind'),
  condition: (view) => first(view, 'display', 'code'),
  observation: (view) => first(view, 'display', 'code'),
  assessment: (view) => first(view, 'title', 'instrument_code'),
  visit: (view) =>
    [first(view, 'service_display') || code(view, 'contact_kind'), textOf(view, 'reason')]
      .filter(Boolean)
      .join(': '),
  communication: (view) =>
    [code(view, 'channel'), first(view, 'person_name') || code(view, 'with_whom')].filter(Boolean).join(': '),
  note: (view) => [code(view, 'kind'), textOf(view, 'title')].filter(Boolean).join(': '),
  incident: (view) => first(view, 'title') || code(view, 'kind'),
  referral: (view) => first(view, 'title', 'display') || code(view, 'category'),
  authorization: (view) => first(view, 'service_display', 'service_code', 'reference_number'),
  benefit_application: (view) => first(view, 'program_name') || code(view, 'program'),
};

/** Labels that the program makes begin with an instant where that tells records apart. */
export function labelWords(label: string): string {
  if (label === messagesIn('en').file.form.noKnown) return t().file.form.noKnown;
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d)Z\s*(.*)$/s.exec(label);
  return parts ? [dayAndTime(`${parts[1]}T${parts[2]}:00Z`), parts[3]].filter(Boolean).join(': ') : label;
}

export function recordTitle(view: RecordView): string {
  const title = titles[view.record.type];
  return (title ? title(view) : first(view, 'title', 'name', 'display')) || typeLabel(view.record.type);
}

export function observationValue(view: RecordView): string {
  const unit = unitWords(textOf(view, 'unit'));
  const parts = objectsOf(view, 'components');
  if (parts.length > 0) {
    const values = parts.map((part) =>
      typeof part.value === 'number' ? number(part.value) : stringIn(part, 'value'),
    );
    return `${values.join('/')} ${unitWords(stringIn(parts[0]!, 'unit')) || unit}`.trim();
  }
  const value = numberOf(view, 'value_number');
  if (value !== null) {
    const shown = asShown(value, textOf(view, 'unit'));
    return shown ? `${number(shown.value, 2)} ${shown.unit}` : `${number(value, 2)} ${unit}`.trim();
  }
  return first(view, 'value_text', 'value_code') || code(view, 'absent_reason');
}

/** Units of UCUM as people write them. */
export function unitWords(unit: string): string {
  const plain: { [ucum: string]: string } = {
    'mm[Hg]': 'mmHg',
    Cel: '°C',
    '{score}': '',
    '[degF]': '°F',
    'kg/m2': 'kg/m²',
    '1': '',
  };
  return (
    plain[unit] ??
    unit
      .replace('10*3', '10³')
      .replace('10*6', '10⁶')
      .replace('10*9', '10⁹')
      .replace(/^u|\/u/, (u) => u.replace('u', 'µ'))
      .replace(/\{.*?\}|[[\]]/g, '')
  );
}

export function doseWords(view: RecordView): string {
  const dose = fieldOf(view, 'dose');
  if (typeof dose === 'string') return dose;
  if (!isObject(dose)) return textOf(view, 'instructions');
  return doseInWords(dose) || textOf(view, 'instructions');
}

function doseInWords(dose: JsonObject): string {
  const amount = [stringIn(dose, 'amount'), stringIn(dose, 'unit')].filter(Boolean).join(' ');
  const route = stringIn(dose, 'route');
  const inWords = stringIn(dose, 'text');
  // What the words say already is not said twice; whole words only, "5 mg" is not in "15 mg".
  const said = ` ${inWords.replace(/[,;.](?= |$)/g, '')} `;
  const parts = [amount, route && codeLabel(route, 'route').toLowerCase(), stringIn(dose, 'frequency')];
  return [...parts.filter((part) => !said.includes(` ${part} `)), inWords].filter(Boolean).join(', ');
}

/** How it is taken; "as needed" once. */
export function takenWords(view: RecordView): string {
  const dose = doseWords(view);
  const asNeeded = isTrue(view, 'as_needed') && !/as needed|PRN/i.test(dose) && t().file.asNeeded;
  return [dose, asNeeded].filter(Boolean).join(', ');
}

export function reactionWords(view: RecordView): string {
  return listOf(view, 'reactions')
    .map((item) => {
      if (!isObject(item)) return String(item);
      const severity = stringIn(item, 'severity');
      return [
        plainName(stringIn(item, 'reaction')),
        severity && codeLabel(severity, 'severity').toLowerCase(),
      ]
        .filter(Boolean)
        .join(', ');
    })
    .filter(Boolean)
    .join('; ');
}

const details: { [type: string]: (view: RecordView) => string[] } = {
  visit: (view) => [code(view, 'status'), code(view, 'outcome'), first(view, 'summary', 'status_reason')],
  communication: (view) => [code(view, 'direction'), code(view, 'outcome'), first(view, 'subject', 'body')],
  note: (view) => [excerpt(textOf(view, 'body'))],
  medication: (view) => [doseWords(view), code(view, 'taking'), code(view, 'status')],
  allergy: (view) => [reactionWords(view)],
  condition: (view) => [code(view, 'status'), code(view, 'severity')],
  observation: (view) => [observationValue(view), code(view, 'interpretation')],
  assessment: (view) => [scoreWords(view), code(view, 'interpretation'), textOf(view, 'interpretation_text')],
  task: (view) => [
    code(view, 'status'),
    textOf(view, 'due_date') && t().file.taskDue(day(textOf(view, 'due_date'))),
    textOf(view, 'outcome'),
  ],
  consent: (view) => [code(view, 'status'), textOf(view, 'purpose')],
  related_person: (view) => [code(view, 'relation')],
  care_team_member: (view) => [first(view, 'role_display') || code(view, 'role'), code(view, 'status')],
  incident: (view) => [code(view, 'severity'), textOf(view, 'description')],
  referral: (view) => [first(view, 'organization_name'), code(view, 'status'), code(view, 'outcome')],
};

/** The beginning of a text without its empty lines. */
export function excerpt(text: string): string {
  return text.replace(/\n\s*\n/g, '\n');
}

function scoreWords(view: RecordView): string {
  const score = numberOf(view, 'score');
  const most = numberOf(view, 'score_max');
  if (score === null) return '';
  return most === null ? number(score) : `${number(score)} / ${number(most)}`;
}

export function recordDetail(view: RecordView): string {
  const words = details[view.record.type]?.(view) ?? [code(view, 'status')];
  return words.filter(Boolean).join(' · ');
}
