// One record of the case file in a side panel: what is filled in, its times, its history, what can be done.
import { useState } from 'preact/hooks';
import { save } from '../../api/client';
import { fieldLabel, typeLabel, useSchema } from '../../api/schema';
import type { RecordView } from '../../api/types';
import { dayAndTime } from '../../format';
import { t } from '../../i18n';
import { formSpecs } from '../../model/form-specs';
import { observationValue, recordTitle } from '../../model/record-words';
import { isTechnical } from '../../model/technical';
import { fieldOf, isObject, stringIn, textOf } from '../../model/record';
import { CallBackActions } from '../client/call-backs';
import { StopMedication } from '../client/stop-medication';
import { Button, LinkButton } from '../button';
import { Chip } from '../chip';
import { Dialog, Panel } from '../dialog';
import { AreaField } from '../field';
import { FieldValue } from '../field-value';
import { MarkBadge } from '../mark-badge';
import { Notice } from '../notice';
import { SaveButton, SaveProblem, useSaving } from '../save-button';
import { ConflictMarker } from '../office/conflict-marker';
import { History } from './history';
import { RecordTimes } from './times';

interface Props {
  view: RecordView;
  records: readonly RecordView[];
  onEdit: () => void;
  onClose: () => void;
}

export function RecordPanel({ view, records, onEdit, onClose }: Props) {
  useSchema();
  const [isVoiding, setVoiding] = useState(false);
  const words = t().file.record;
  return (
    <Panel title={recordTitle(view)} onClose={onClose}>
      <div class="row gap3">
        <Chip>{typeLabel(view.record.type)}</Chip>
        <MarkBadge mark={view.mark} />
        {isRestricted(view) && (
          <Chip tone="parked" icon="lock">
            {t().file.why.compartment[view.compartment] ?? view.compartment}
          </Chip>
        )}
      </div>
      <ConflictMarker view={view} />
      {view.is_void && (
        <Notice tone="alert">
          <p>{voidWords(view)}</p>
        </Notice>
      )}
      <Actions view={view} onEdit={onEdit} onVoid={() => setVoiding(true)} />
      <RecordFields view={view} records={records} />
      <RecordTimes view={view} />
      <HistoryFold view={view} records={records} title={words.history} />
      {isVoiding && <VoidDialog view={view} onClose={() => setVoiding(false)} />}
    </Panel>
  );
}

const isRestricted = (view: RecordView): boolean => view.compartment !== '' && view.compartment !== 'general';

function voidWords(view: RecordView): string {
  const words = t().file.record;
  const said = view.record.void;
  if (!isObject(said)) return words.wasVoided;
  const by = [stringIn(said, 'by'), stringIn(said, 'at') && dayAndTime(stringIn(said, 'at'))]
    .filter(Boolean)
    .join(', ');
  return [words.voidedBecause(stringIn(said, 'reason')), by && `(${by})`].filter(Boolean).join(' ');
}

export function HistoryFold({
  view,
  records,
  title,
}: {
  view: RecordView;
  records: readonly RecordView[];
  title: string;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="fold" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && <History id={view.record.id} type={view.record.type} records={records} />}
    </details>
  );
}

const shownElsewhere = new Set(['id', 'type', 'client_id', 'void', 'is_void', 'merged']);

export function RecordFields({ view, records }: { view: RecordView; records: readonly RecordView[] }) {
  const schema = useSchema();
  const type = view.record.type;
  const known = schema.get(type)?.fields.map((field) => field.name) ?? [];
  const extra = Object.keys(view.record).filter((name) => !known.includes(name) && !shownElsewhere.has(name));
  const filled = [...known, ...extra].filter((name) => isFilled(view, name) && !isTechnical(view, name));
  if (filled.length === 0) return <p class="faint">{t().file.record.noContent}</p>;
  return (
    <dl class="facts record-fields">
      {filled.map((name) => (
        <div class="fact" key={name}>
          <dt>{fieldLabel(type, name)}</dt>
          <dd class={view.is_void ? 'struck' : undefined}>
            {isMeasured(view, name) ? (
              observationValue(view)
            ) : (
              <FieldValue type={type} field={name} value={fieldOf(view, name)} records={records} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A value is read with its unit. */
const isMeasured = (view: RecordView, name: string): boolean =>
  view.record.type === 'observation' &&
  (name === 'value_number' || name === 'components') &&
  !view.conflicts.includes(name);

export function isFilled(view: RecordView, name: string): boolean {
  const value = fieldOf(view, name);
  if (view.conflicts.includes(name)) return true;
  return value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

// A signed note is changed by addenda only, on its own screen; a visit has a screen, too.
function Actions({ view, onEdit, onVoid }: { view: RecordView; onEdit: () => void; onVoid: () => void }) {
  const words = t().file.record;
  const saving = useSaving();
  const { id, type } = view.record;
  const bringBack = () =>
    saving.run(() => save([{ client_id: view.record.client_id, edits: [{ do: 'unvoid', id }] }]));
  const isSigned = type === 'note' && textOf(view, 'status') !== 'draft';
  return (
    <div class="row gap2">
      {type === 'visit' && (
        <LinkButton kind="primary" size="small" href={`#/visit/${id}`}>
          {words.openVisit}
        </LinkButton>
      )}
      {type === 'medication' && <StopMedication drug={view} />}
      {type === 'communication' && <CallBackActions call={view} />}
      {type === 'note' && (
        <LinkButton kind="primary" size="small" href={`#/note/${id}`}>
          {words.openNote}
        </LinkButton>
      )}
      {formSpecs[type] && !view.is_void && (
        <Button size="small" icon="pen" onClick={onEdit}>
          {words.edit}
        </Button>
      )}
      {!view.is_void && !isSigned && (
        <Button kind="quiet" size="small" onClick={onVoid}>
          {words.void}
        </Button>
      )}
      {view.is_void && (
        <Button size="small" icon="undo" disabled={saving.isBusy} onClick={() => void bringBack()}>
          {words.unvoid}
        </Button>
      )}
      <SaveProblem error={saving.error} />
    </div>
  );
}

function VoidDialog({ view, onClose }: { view: RecordView; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const saving = useSaving();
  const words = t().file.record;
  const submit = async () => {
    if (!reason.trim()) return setMissing(true);
    const edits = [{ do: 'void' as const, id: view.record.id, reason: reason.trim() }];
    if (await saving.run(() => save([{ client_id: view.record.client_id, edits }]))) onClose();
  };
  return (
    <Dialog title={words.voidTitle} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(e) => {
          e.preventDefault();
          void submit();
        }}
      >
        <p>{words.voidLead}</p>
        <AreaField
          label={words.voidReason}
          hint={words.voidReasonHint}
          rows={2}
          value={reason}
          onInput={setReason}
          autofocus
          error={isMissing && !reason.trim() ? t().common.required : undefined}
        />
        <SaveProblem error={saving.error} />
        <div class="form-actions">
          <SaveButton saving={saving} kind="danger">
            {words.voidNow}
          </SaveButton>
          <Button kind="quiet" onClick={onClose}>
            {t().common.cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
