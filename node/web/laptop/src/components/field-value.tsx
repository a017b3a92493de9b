// A value of a record as a person reads it, whatever its kind.
import { schemaField } from '../api/schema';
import { useResource } from '../api/store';
import type { Address, Json, Phone, RecordView, SchemaField } from '../api/types';
import { date, dayAndTime, number } from '../format';
import { codeLabel, t } from '../i18n';
import { directoryName, recordTitle } from '../model/record-words';
import { isTechnicalPart } from '../model/technical';
import { isObject, shown, type JsonObject } from '../model/record';
import { adjustReasonWords } from '../model/visit-times';
import { AddressBlock } from './address-block';
import { PhoneLine } from './phones';

interface Props {
  type: string;
  field: string;
  value: Json;
  /** Records of the same file, for the names of what it refers to. */
  records?: readonly RecordView[];
}

export function FieldValue({ type, field, value, records }: Props) {
  const known = schemaField(type, field);
  const now = shown(value);
  if (now === null || now === '') return <span class="faint">{t().file.form.nothing}</span>;
  if (Array.isArray(now)) {
    if (now.length === 0) return <span class="faint">{t().file.form.nothing}</span>;
    return (
      <ul class="value-list">
        {now.map((item, i) => (
          <li key={i}>
            <One type={type} name={field} field={known} value={item} records={records} />
          </li>
        ))}
      </ul>
    );
  }
  return <One type={type} name={field} field={known} value={now} records={records} />;
}

interface OneProps {
  type: string;
  name: string;
  field: SchemaField | undefined;
  value: Json;
  records?: readonly RecordView[];
}

function One({ type, name, field, value, records }: OneProps) {
  if (value === null) return null;
  if (isObject(value)) {
    if ('number' in value) return <PhoneLine phone={value as unknown as Phone} />;
    if ('line' in value || 'city' in value) return <AddressBlock address={value as unknown as Address} />;
    return <StructValue of={name} value={value} records={records} />;
  }
  if (Array.isArray(value)) return <span dir="auto">{value.map(plain).join(', ')}</span>;
  if (typeof value === 'boolean') return <>{value ? t().common.yes : t().common.no}</>;
  if (typeof value === 'number') return <>{number(value, 4)}</>;
  if (field?.kind === 'code') return <>{codeLabel(value, name, type)}</>;
  if (field?.kind === 'reference' || (!field && isId(value)))
    return <Referred id={value} records={records} />;
  return <TextValue text={value} kind={field?.kind ?? kindOfPart(name, value)} />;
}

/** A part of a structure has no schema of its own; what refers to a record is told by its look. */
const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

function TextValue({ text, kind }: { text: string; kind: string }) {
  if (kind === 'date') return <time dateTime={text}>{date(text)}</time>;
  if (kind === 'instant' && !Number.isNaN(Date.parse(text)))
    return <time dateTime={text}>{dayAndTime(text)}</time>;
  return (
    <span class="pre" dir="auto">
      {text}
    </span>
  );
}

interface StructProps {
  /** The field that has it. */
  of: string;
  value: JsonObject;
  records?: readonly RecordView[];
}

function StructValue({ of, value, records }: StructProps) {
  const parts = Object.entries(value).filter(
    ([name, part]) => part !== null && part !== '' && !isTechnicalPart(name),
  );
  return (
    <dl class="struct">
      {parts.map(([name, part]) => (
        <div key={name}>
          <dt>{partLabel(name)}</dt>
          <dd>
            <One type="" name={name} field={undefined} value={partWords(of, name, part)} records={records} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const codedParts = new Set([
  'use',
  'kind',
  'severity',
  'route',
  'method',
  'relation',
  'source',
  'event',
  'result',
]);

function partWords(of: string, name: string, part: Json): Json {
  if (of === 'adjusted_times' && name === 'reason') return adjustReasonWords(String(part));
  return codedParts.has(name) && typeof part === 'string' && /^[a-z_]+$/.test(part)
    ? codeLabel(part, name)
    : part;
}

export function partLabel(name: string): string {
  const words = name.replaceAll('_', ' ');
  return t().file.parts[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*Z$/;

/** The schema does not name the kinds of parts; a whole text that is an instant is one. */
function kindOfPart(name: string, text: string): string {
  if (name === 'at' || name.endsWith('_at') || name === 'time' || INSTANT.test(text)) return 'instant';
  return name.endsWith('date') || name === 'since' || name === 'until' || name === 'from' ? 'date' : 'text';
}

export function plain(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The name of what a field refers to: a colleague, a record of this file, else whatever the laptop has. */
function Referred({ id, records }: { id: string; records?: readonly RecordView[] }) {
  const known = directoryName(id);
  const near = records?.find((view) => view.record.id === id);
  const elsewhere = useResource<RecordView>(known || near ? null : `/api/records/${id}`);
  const found = near ?? elsewhere.data;
  if (known) return <bdi>{known}</bdi>;
  if (found) return <bdi>{recordTitle(found)}</bdi>;
  return <span class="faint">{t().common.unknown}</span>;
}

/** A value in one line of plain text, for lists and comparisons. */
export function valueText(type: string, field: string, value: Json): string {
  const now = shown(value);
  const known = schemaField(type, field);
  if (now === null) return '';
  if (Array.isArray(now)) return now.map((item) => valueText(type, field, item)).join('; ');
  if (isObject(now)) {
    return Object.entries(now)
      .filter(([, part]) => part !== null && part !== '')
      .map(([name, part]) => `${partLabel(name)}: ${valueText('', name, partWords(field, name, part))}`)
      .join(', ');
  }
  if (typeof now === 'boolean') return now ? t().common.yes : t().common.no;
  if (typeof now === 'number') return number(now, 4);
  const kind = known?.kind ?? kindOfPart(field, now);
  if (kind === 'code') return codeLabel(now, field, type);
  if (kind === 'reference' || (!known && isId(now))) return directoryName(now) || t().common.unknown;
  if (kind === 'date') return date(now);
  if (kind === 'instant' && !Number.isNaN(Date.parse(now))) return dayAndTime(now);
  return now;
}
