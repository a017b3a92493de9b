// All fields of the client's own record, in groups, each edited where it stands.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { fieldLabel, useSchema } from '../../api/schema';
import type { CaseFile } from '../../api/types';
import { t } from '../../i18n';
import { clientSections, type ClientSection } from '../../model/form-specs';
import { fieldOf } from '../../model/record';
import { Button } from '../button';
import { FieldValue } from '../field-value';
import { ConflictMarker } from '../office/conflict-marker';
import { HistoryFold, isFilled } from '../record/record-panel';
import { RecordTimes } from '../record/times';
import { useCase } from './case-context';
import { SectionCard } from './section-card';
import { SectionFields } from './section-form';

const left: ClientSection[] = ['name', 'home', 'care', 'team'];
const right: ClientSection[] = ['contact', 'safety', 'life', 'file'];
const own = new Set(['id', 'type', 'client_id', 'void', 'is_void', 'merged']);

export function DetailsTab() {
  useSchema();
  const { file } = useCase();
  const [section, setSection] = useState<ClientSection | null>(null);
  const listed = new Set<string>(Object.values(clientSections).flat());
  const others = Object.keys(file.client.record).filter((name) => !listed.has(name) && !own.has(name));
  const group = (name: ClientSection) => (
    <Section
      key={name}
      file={file}
      title={t().file.form.groups[name]}
      fields={clientSections[name]}
      onEdit={() => setSection(name)}
      form={section === name && <SectionFields section={name} onClose={() => setSection(null)} />}
    />
  );
  return (
    <div class="two-columns">
      <div class="stack gap5">{left.map(group)}</div>
      <div class="stack gap5">
        {right.map(group)}
        {others.length > 0 && <Section file={file} title={t().file.form.groups.more} fields={others} />}
        <SectionCard title={t().file.record.history}>
          <div class="stack gap3">
            <RecordTimes view={file.client} />
            <HistoryFold view={file.client} records={file.records} title={t().file.record.showHistory} />
          </div>
        </SectionCard>
      </div>
    </div>
  );
}

interface SectionProps {
  file: CaseFile;
  title: string;
  fields: readonly string[];
  onEdit?: () => void;
  /** Instead of the values, while they are edited. */
  form?: ComponentChildren;
}

function Section({ file, title, fields, onEdit, form }: SectionProps) {
  return (
    <section class="card details-card" aria-label={title}>
      <div class="section-title">
        <h2>{title}</h2>
        {onEdit && !form && (
          <Button kind="quiet" size="small" icon="pen" class="no-print" onClick={onEdit}>
            {t().common.edit}
            <span class="visually-hidden">: {title}</span>
          </Button>
        )}
      </div>
      {form || <Values file={file} fields={fields} />}
    </section>
  );
}

/** What is filled in; what is not stands in one quiet line. */
function Values({ file, fields }: { file: CaseFile; fields: readonly string[] }) {
  const view = file.client;
  const [filled, empty] = [
    fields.filter((name) => isFilled(view, name)),
    fields.filter((name) => !isFilled(view, name)),
  ];
  return (
    <div class="stack gap3">
      {filled.length > 0 && (
        <dl class="facts record-fields">
          {filled.map((name) => (
            <div class="fact" key={name}>
              <dt>{fieldLabel('client', name)}</dt>
              <dd>
                <FieldValue type="client" field={name} value={fieldOf(view, name)} records={file.records} />
                <ConflictMarker view={view} field={name} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {empty.length > 0 && (
        <p class="small faint">
          {t().file.form.nothing}: {empty.map((name) => fieldLabel('client', name).toLowerCase()).join(', ')}
        </p>
      )}
    </div>
  );
}
