// A small form in a side panel: adds a record to the case file or edits one.
import { useRef, useState } from 'preact/hooks';
import { fieldLabel, isSet, schemaField, useSchema } from '../../api/schema';
import { session } from '../../api/store';
import type { RecordView, Save, SchemaField, Uuid } from '../../api/types';
import { t } from '../../i18n';
import { changedMeanwhile, changeEdits, createOrMend, tidy } from '../../model/edits';
import { formSpecs, type FormSpec, type Values } from '../../model/form-specs';
import { recordTitle } from '../../model/record-words';
import { fieldOf } from '../../model/record';
import { Panel } from '../dialog';
import { FieldInput } from '../field-input';
import { valueText } from '../field-value';
import { Notice } from '../notice';
import { useSaving, type Saving } from '../save-button';
import { newRecordId, useKeptForm, type KeptForm } from './kept-form';
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
    opened.view,
  );
  const [missing, setMissing] = useState<string[]>([]);
  const saving = useSaving();

  const submit = async () => {
    const empty = spec.required.filter((field) => tidy(form.values[field] ?? null) === null);
    setMissing(empty);
    if (empty.length > 0) return;
    const edits = opened.view
      ? changeEdits(opened.view.record.id, form.touched, setField(type))
      : createOrMend(type, newRecordId(form), form.saved, form.values);
    if (edits.length === 0) form.finish();
    else if (!(await submitForm(form, saving, [{ client_id: clientId, edits }], form.values))) return;
    onClose();
  };
  const field = (name: string) =>
    ask({ type, name, spec, form, records, missing, isFirst: name === spec.fields[0] });

  return (
    <KeptFormFrame
      form={form}
      saving={saving}
      newer={newerLines(form, view)}
      onSubmit={submit}
      onClose={onClose}
    >
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
      error={
        missing.includes(name) && tidy(form.values[name] ?? null) === null ? t().common.required : undefined
      }
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

/** What somebody wrote meanwhile where something is typed here, in words. */
export function newerLines(form: KeptForm, view: RecordView | undefined): string[] {
  if (!view) return [];
  const { type } = view.record;
  return changedMeanwhile(form.touched, view).map((field) => {
    const now = valueText(type, field, fieldOf(view, field)) || t().file.form.nothing;
    return `${fieldLabel(type, field)}: ${now}`;
  });
}

/** True when everything is saved; what was typed meanwhile stays in the form, which stays open. */
export async function submitForm(
  form: KeptForm,
  saving: Saving,
  saves: Save[],
  saved: Values | undefined,
  said?: string,
): Promise<boolean> {
  let isRest = false;
  const work = async () => {
    isRest = await form.submit(saves, saved);
  };
  return (await saving.run(work, said)) && !isRest;
}
