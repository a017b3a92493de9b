// Tasks of the visit (done, refused, not yet), and the client's open tasks that are done on the way.
import { useState } from 'preact/hooks';
import { save } from '../../api/client';
import type { CaseFile, Edit, Json, RecordView, VisitView } from '../../api/types';
import { date } from '../../format';
import { t } from '../../i18n';
import { completeEdits, dueOf, openTasks } from '../../model/tasks';
import { listOf, textOf, textsOf } from '../../model/record';
import { Button, LinkButton } from '../button';
import { TextField } from '../field';
import type { KeptForm } from '../forms/kept-form';
import { Icon } from '../icon';
import { SaveProblem, useSaving, type Saving } from '../save-button';
import { addTyped, typedText, typeText } from './visit-forms';

export interface Refused {
  task: string;
  reason: string;
}

export function refusedTasks(visit: RecordView): Refused[] {
  return listOf(visit, 'tasks_refused').map((entry) =>
    typeof entry === 'string' ? { task: entry, reason: '' } : (entry as unknown as Refused),
  );
}

type Choice = 'done' | 'refused' | 'not_yet';

function rawRefused(visit: RecordView, task: string): Json | undefined {
  return listOf(visit, 'tasks_refused').find(
    (entry) =>
      entry === task ||
      (typeof entry === 'object' && entry !== null && !Array.isArray(entry) && entry.task === task),
  );
}

function choiceEdits(visit: VisitView, task: string, choice: Choice): Edit[] {
  const id = visit.record.id;
  const edits: Edit[] = [];
  const isDone = textsOf(visit, 'tasks_done').includes(task);
  const refused = rawRefused(visit, task);
  if (isDone && choice !== 'done') edits.push({ do: 'remove', id, field: 'tasks_done', value: task });
  if (refused !== undefined && choice !== 'refused')
    edits.push({ do: 'remove', id, field: 'tasks_refused', value: refused });
  if (!isDone && choice === 'done') edits.push({ do: 'add', id, field: 'tasks_done', value: task });
  if (refused === undefined && choice === 'refused')
    edits.push({ do: 'add', id, field: 'tasks_refused', value: { task, reason: '' } });
  return edits;
}

function reasonEdits(visit: VisitView, task: string, reason: string): Edit[] {
  const id = visit.record.id;
  const before = rawRefused(visit, task);
  const add: Edit = { do: 'add', id, field: 'tasks_refused', value: { task, reason } };
  return before === undefined ? [add] : [{ do: 'remove', id, field: 'tasks_refused', value: before }, add];
}

interface Props {
  visit: VisitView;
  file: CaseFile;
  /** The task that is being typed. */
  form: KeptForm;
}

export function TaskList({ visit, file, form }: Props) {
  const words = t().visit;
  const saving = useSaving();
  const names = [
    ...new Set([
      ...textsOf(visit, 'tasks_planned'),
      ...textsOf(visit, 'tasks_done'),
      ...refusedTasks(visit).map((r) => r.task),
    ]),
  ];
  const change = (edits: Edit[]) =>
    edits.length > 0 && saving.run(() => save([{ client_id: visit.client.id, edits }]));
  return (
    <section class="card stack" aria-labelledby="tasks-title">
      <h2 id="tasks-title">{words.tasks}</h2>
      {!names.length && <p class="faint">{words.noTasks}</p>}
      <ul class="divided">
        {names.map((task) => (
          <TaskRow
            key={task}
            visit={visit}
            task={task}
            onChoose={(choice) => change(choiceEdits(visit, task, choice))}
            onReason={(refused, reason) => change(reasonEdits(visit, refused, reason))}
          />
        ))}
      </ul>
      <AddTask visit={visit} form={form} saving={saving} />
      <SaveProblem error={saving.error} />
      <OpenTasks visit={visit} file={file} saving={saving} />
    </section>
  );
}

interface TaskRowProps {
  visit: VisitView;
  task: string;
  onChoose: (choice: Choice) => void;
  onReason: (task: string, reason: string) => void;
}

function TaskRow({ visit, task, onChoose, onReason }: TaskRowProps) {
  const words = t().visit;
  const refused = refusedTasks(visit).find((r) => r.task === task);
  const now: Choice = textsOf(visit, 'tasks_done').includes(task) ? 'done' : refused ? 'refused' : 'not_yet';
  const choices: [Choice, string][] = [
    ['done', words.done],
    ['refused', words.refused],
    ['not_yet', words.notYet],
  ];
  return (
    <li class="row spread">
      <span class="grow" dir="auto">
        {task}
        {refused?.reason && <span class="soft small"> · {refused.reason}</span>}
      </span>
      <div class="segmented" role="group" aria-label={task}>
        {choices.map(([choice, label]) => (
          <button type="button" key={choice} aria-pressed={now === choice} onClick={() => onChoose(choice)}>
            {now === choice && choice !== 'not_yet' && <Icon name={choice === 'done' ? 'check' : 'cross'} />}
            {label}
          </button>
        ))}
      </div>
      {refused && !refused.reason && <RefusedReason onGive={(reason) => onReason(task, reason)} />}
    </li>
  );
}

/** Asked for after the press, never in its way. */
function RefusedReason({ onGive }: { onGive: (reason: string) => void }) {
  const [reason, setReason] = useState('');
  const give = (event: Event) => {
    event.preventDefault();
    if (reason.trim()) onGive(reason.trim());
  };
  return (
    <form class="row end refused-reason" onSubmit={give}>
      <div class="grow">
        <TextField label={t().visit.refusedWhy} optional value={reason} onInput={setReason} />
      </div>
      <Button type="submit" disabled={!reason.trim()}>
        {t().common.save}
      </Button>
    </form>
  );
}

function AddTask({ visit, form, saving }: { visit: VisitView; form: KeptForm; saving: Saving }) {
  const task = typedText(form);
  const add = async (event: Event) => {
    event.preventDefault();
    const edits = addTyped(visit, form, 'tasks_done');
    if (edits.length) await saving.run(() => form.submit([{ client_id: visit.client.id, edits }]));
  };
  return (
    <form class="row end" onSubmit={add}>
      <div class="grow">
        <TextField label={t().visit.addTask} value={task} onInput={(words) => typeText(form, words)} />
      </div>
      <Button type="submit" icon="plus" disabled={!task.trim()}>
        {t().common.add}
      </Button>
      <LinkButton href={`#/client/${visit.client.id}/health`}>{t().file.medications}</LinkButton>
    </form>
  );
}

function OpenTasks({ visit, file, saving }: { visit: VisitView; file: CaseFile; saving: Saving }) {
  const words = t().visit;
  const open = openTasks(file.records);
  if (!open.length) return null;
  const finish = (task: RecordView) =>
    saving.run(() => save([{ client_id: visit.client.id, edits: completeEdits(task) }]), words.taskCompleted);
  return (
    <div>
      <h3>{words.openTasks}</h3>
      <ul class="divided">
        {open.map((task) => (
          <li class="row spread" key={task.record.id}>
            <span class="grow" dir="auto">
              {textOf(task, 'title')}
              {dueOf(task) && <span class="soft small"> · {words.due(date(dueOf(task)!))}</span>}
            </span>
            <Button size="small" icon="check" onClick={() => void finish(task)}>
              {words.taskDone}
              <span class="visually-hidden">: {textOf(task, 'title')}</span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
