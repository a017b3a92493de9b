// A small form in a side panel: adds a record to the case file or edits one.
import { useRef, useState } from 'preact/hooks';
import { isSet, schemaField, useSchema } from '../../api/schema';
import { newId, save } from '../../api/client';
import { session } from '../../api/store';
import type { RecordView, SchemaField, Uuid } from '../../api/types';
import { t } from '../../i18n';
import { changeEdits, createEdit, isChangedByOthers, tidy } from '../../model/edits';
import { formSpecs, type FormSpec, type Values } from '../../model/form-specs';
import { myName } from '../../model/me';
import { recordTitle } from '../../model/record-words';
import { fieldOf } from '../../model/record';
import { Panel } from '../dialog';
import { FieldInput } from '../field-input';
import { Notice } from '../notice';
import { useSaving } from '../save-button';
import { useKeptForm } from './kept-form';
import { KeptFormFrame } from './kept-form-frame';

interface Props {
  type: string;
  clientId: Uuid;
  records: readonly RecordView[];
  /** The record that is edited; none: a new one. */
  view?: RecordView;
  preset?: Values;
  onClose: () => void;
}

export function RecordForm(props: Props) {
  const { type, view, onClose } = props;
  const schema = useSchema();
  const words = t().file.form;
  const title = view ? words.edit(recordTitle(view)) : (words.add[type] ?? t().common.add);
  return (
    <Panel title={title} onClose={onClose}>
      {schema.size === 0 ? <p class="faint">{t().common.loading}</p> : <Form {...props} />}
    </Panel>
  );
}

const decidedByNurses = new Set(['condition', 'medication', 'allergy']);

/** What a case manager records of these waits at the office until a care manager or a supervisor decides. */
const needsDecision = (type: string): boolean =>
  session.value?.role === 'case_manager' && decidedByNurses.has(type);

function initialValues(spec: FormSpec, view: RecordView | undefined, preset: Values | undefined): Values {
  if (!view) return { ...spec.preset(), ...preset };
  return Object.fromEntries([...spec.fields, ...spec.more].map((field) => [field, fieldOf(view, field)]));
}

function Form({ type, clientId, records, view, preset, onClose }: Props) {
  const spec = formSpecs[type]!;
  // What the form displayed when it was opened: an edit names it, whatever arrives meanwhile.
  const opened = useRef({ view, values: initialValues(spec, view, preset) }).current;
  const form = useKeptForm(
    view ? `edit-${view.record.id}` : `${type.replaceAll('_', '-')}-${clientId}`,
    opened.values,
  );
  const [missing, setMissing] = useState<string[]>([]);
  const saving = useSaving();

  const submit = async () => {
    const empty = spec.required.filter((field) => tidy(form.values[field] ?? null) === null);
    setMissing(empty);
    if (empty.length > 0) return;
    const done = await saving.run(() => store(type, clientId, opened.view, opened.values, form.values));
    if (!done) return;
    form.finish();
    onClose();
  };
  const isNewer =
    opened.view !== undefined &&
    view !== undefined &&
    isChangedByOthers(opened.view, view, Object.keys(opened.values), myName());
  const field = (name: string) =>
    ask({ type, name, spec, form, records, missing, isFirst: name === spec.fields[0] });

  return (
    <KeptFormFrame form={form} saving={saving} isNewer={isNewer} onSubmit={submit} onClose={onClose}>
      {needsDecision(type) && <Notice>{t().file.form.officeDecides}</Notice>}
      {spec.fields.map(field)}
      <details
        class="more-fields"
        open={spec.more.some((name) => view !== undefined && tidy(fieldOf(view, name)) !== null)}
      >
        <summary>{t().common.more}</summary>
        <div class="stack">{spec.more.map(field)}</div>
      </details>
    </KeptFormFrame>
  );
}

interface Asked {
  type: string;
  name: string;
  spec: FormSpec;
  form: ReturnType<typeof useKeptForm>;
  records: readonly RecordView[];
  missing: string[];
  isFirst: boolean;
}

function ask({ type, name, spec, form, records, missing, isFirst }: Asked) {
  const known = schemaField(type, name);
  if (!known || spec.only?.[name]?.(form.values) === false) return null;
  return (
    <FieldInput
      key={name}
      type={type}
      field={known}
      value={form.values[name] ?? null}
      records={records}
      autofocus={isFirst}
      error={missing.includes(name) ? t().common.required : undefined}
      onChange={(value) => form.set(name, value)}
    />
  );
}

export const setField =
  (type: string) =>
  (field: string): SchemaField | undefined => {
    const known = schemaField(type, field);
    return known && isSet(known) ? known : undefined;
  };

async function store(
  type: string,
  clientId: Uuid,
  view: RecordView | undefined,
  before: Values,
  now: Values,
): Promise<void> {
  const edits = view ? changeEdits(view, before, now, setField(type)) : [createEdit(type, newId(), now)];
  if (edits.length > 0) await save([{ client_id: clientId, edits }]);
}
