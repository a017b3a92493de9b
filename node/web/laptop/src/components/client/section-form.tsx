// Edits one group of fields of the client's own record: in a panel, or where the group stands.
import { useRef, useState } from 'preact/hooks';
import { schemaField, useSchema } from '../../api/schema';
import { t } from '../../i18n';
import { changeEdits } from '../../model/edits';
import { clientSections, type ClientSection, type Values } from '../../model/form-specs';
import { fieldOf } from '../../model/record';
import { Panel } from '../dialog';
import { FieldInput } from '../field-input';
import { useKeptForm } from '../forms/kept-form';
import { KeptFormFrame } from '../forms/kept-form-frame';
import { newerLines, setField, submitForm } from '../forms/record-form';
import { Notice } from '../notice';
import { ConflictMarker } from '../office/conflict-marker';
import { useSaving } from '../save-button';
import { useCase } from './case-context';

interface Props {
  section: ClientSection;
  onClose: () => void;
}

export function SectionForm(props: Props) {
  const schema = useSchema();
  const words = t().file.form;
  return (
    <Panel title={words.editSection(words.groups[props.section].toLowerCase())} onClose={props.onClose}>
      {schema.size === 0 ? <p class="faint">{t().common.loading}</p> : <SectionFields {...props} />}
    </Panel>
  );
}

export function SectionFields({ section, onClose }: Props) {
  const { file } = useCase();
  const view = file.client;
  const fields = clientSections[section];
  const opened = useRef({
    view,
    values: Object.fromEntries(fields.map((field) => [field, fieldOf(view, field)])) as Values,
  }).current;
  const form = useKeptForm(`client-${section}-${view.record.id}`, opened.values, opened.view);
  const saving = useSaving();
  const [isEmpty, setEmpty] = useState(false);
  const submit = async () => {
    const edits = changeEdits(view.record.id, form.touched, setField('client'));
    const hasName =
      section !== 'name' || form.values.given_name || form.values.family_name || form.values.preferred_name;
    setEmpty(!hasName);
    if (!hasName) return;
    const saves = [{ client_id: view.record.id, edits }];
    if (edits.length === 0) form.finish();
    else if (!(await submitForm(form, saving, saves, undefined))) return;
    onClose();
  };
  return (
    <KeptFormFrame
      form={form}
      saving={saving}
      newer={newerLines(form, view)}
      onSubmit={submit}
      onClose={onClose}
    >
      {fields.map((name, i) => {
        const known = schemaField('client', name);
        if (!known) return null;
        return (
          <div class="stack gap1" key={name}>
            <FieldInput
              type="client"
              field={known}
              value={form.values[name] ?? null}
              records={file.records}
              autofocus={i === 0}
              onChange={(value) => form.set(name, value)}
            />
            <ConflictMarker view={view} field={name} />
          </div>
        );
      })}
      {isEmpty && (
        <Notice tone="alert" live>
          {t().clients.nameNeeded}
        </Notice>
      )}
    </KeptFormFrame>
  );
}
