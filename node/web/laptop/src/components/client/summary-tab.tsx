// What a stand-in has to know, on one page; it prints on one sheet.
import { useState } from 'preact/hooks';
import type { CaseFile, RecordView } from '../../api/types';
import { fieldLabel } from '../../api/schema';
import { session } from '../../api/store';
import { dateAndTime, dayAndTime, longDay, time } from '../../format';
import { codeLabel, t } from '../../i18n';
import {
  allergies,
  conditions,
  drafts,
  medications,
  nextVisit,
  notes,
  relatedPeople,
  runningVisit,
  team,
} from '../../model/case-file';
import { excerpt, recordTitle, workerName } from '../../model/record-words';
import { textOf, textsOf } from '../../model/record';
import { openCallBacks } from '../../model/call-backs';
import { openTasks } from '../../model/tasks';
import { startOf } from '../../model/visit-times';
import { visitView } from '../../model/visit-view';
import { vitalSeries } from '../../model/vital-trends';
import { Button } from '../button';
import { Chip } from '../chip';
import { FieldValue } from '../field-value';
import { Icon } from '../icon';
import { MarkBadge } from '../mark-badge';
import { ConflictMarker } from '../office/conflict-marker';
import { UnplannedButton } from '../visit/unplanned-button';
import { useCase } from './case-context';
import { CallBackList } from './call-backs';
import { AllergyList, ConditionList, MedicationList } from './medical-lists';
import { PeopleList } from './people-list';
import { SectionCard } from './section-card';
import { TaskList } from './task-list';
import { LatestVitals } from './vitals';
import { SignedDraft } from './signed-draft';
import { SectionForm } from './section-form';
import { saveNoKnownAllergies } from './no-known-allergies';
import { SaveProblem, useSaving } from '../save-button';

const BRIEF = 8;

export function SummaryTab() {
  const { file, openForm } = useCase();
  const words = t().file;
  const tasks = openTasks(file.records);
  const callBacks = openCallBacks(file.records);
  const [taken] = medications(file);
  const [active] = conditions(file);
  const series = vitalSeries(file.records);
  const people = [
    ...team(file)[0],
    ...relatedPeople(file).filter((view) => textsOf(view, 'roles').includes('emergency_contact')),
  ];
  return (
    <div class="columns summary">
      <div class="stack gap5">
        <Matters file={file} />
        <SectionCard
          title={words.tasks}
          onAdd={() => openForm('task')}
          addLabel={words.addTask}
          empty={tasks.length + callBacks.length === 0 && words.tasksNone}
        >
          <TaskList tasks={tasks} />
          <CallBackList calls={callBacks} />
        </SectionCard>
        <LastNote file={file} />
        <SectionCard
          title={words.medications}
          onAdd={() => openForm('medication')}
          empty={taken.length === 0 && words.medicationsNone}
        >
          <MedicationList views={taken} isBrief />
        </SectionCard>
        <SectionCard
          title={words.conditions}
          onAdd={() => openForm('condition')}
          empty={active.length === 0 && words.conditionsNone}
        >
          <ConditionList views={active.slice(0, BRIEF)} />
          {active.length > BRIEF && (
            <p class="see-all no-print">
              <a href={`#/client/${file.card.id}/health`}>{words.all(active.length)}</a>
            </p>
          )}
        </SectionCard>
      </div>
      <div class="stack gap5">
        <Risks file={file} />
        <NextVisit file={file} />
        <Allergies file={file} />
        <SectionCard title={words.latestVitals} empty={series.length === 0 && words.vitalsNone}>
          <LatestVitals series={series} />
        </SectionCard>
        <SectionCard
          title={words.careTeam}
          onAdd={() => openForm('care_team_member')}
          empty={people.length === 0 && words.careTeamNone}
        >
          <PeopleList views={people.slice(0, BRIEF)} />
        </SectionCard>
      </div>
      <p class="print-only small">
        {words.printedFrom} {session.value?.user}. {words.printed(dateAndTime(new Date()))}
      </p>
    </div>
  );
}

function Matters({ file }: { file: CaseFile }) {
  const [isEditing, setEditing] = useState(false);
  const matters = textOf(file.client, 'what_matters');
  return (
    <section class="matters" aria-label={t().file.matters}>
      <h2 class="eyebrow">{t().file.matters}</h2>
      {matters ? (
        <p class="matters-words" dir="auto">
          {matters}
        </p>
      ) : (
        <p class="faint">{t().file.mattersNone}</p>
      )}
      <ConflictMarker view={file.client} field="what_matters" />
      <Button kind="quiet" size="small" icon="pen" class="no-print" onClick={() => setEditing(true)}>
        {t().common.edit}
      </Button>
      {isEditing && <SectionForm section="care" onClose={() => setEditing(false)} />}
    </section>
  );
}

const riskFields = [
  'risk_reasons',
  'emergency_priority',
  'emergency_plan',
  'mobility',
  'equipment',
  'living_arrangement',
  'decision_maker',
];

function Risks({ file }: { file: CaseFile }) {
  const view = file.client;
  const level = textOf(view, 'risk_level');
  const filled = riskFields.filter((name) => {
    const value = view.record[name];
    return (
      value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
    );
  });
  const tone = level === 'high' || level === 'critical' ? 'alert' : level === 'moderate' ? 'mind' : '';
  return (
    <SectionCard title={t().file.risks} empty={!level && filled.length === 0 && t().file.risksNone}>
      <div class="stack gap3">
        {level && (
          <div>
            <Chip tone={tone} icon={tone ? 'alert' : undefined}>
              {codeLabel(level, 'risk_level', 'client')}
            </Chip>
          </div>
        )}
        <dl class="facts narrow">
          {filled.map((name) => (
            <div key={name}>
              <dt class="small">{riskLabel(name)}</dt>
              <dd>
                <FieldValue type="client" field={name} value={view.record[name]!} records={file.records} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </SectionCard>
  );
}

function riskLabel(name: string): string {
  const words = t().file;
  const own: { [field: string]: string } = {
    emergency_priority: words.emergency,
    mobility: words.mobility,
    living_arrangement: words.lives,
  };
  return own[name] ?? fieldLabel('client', name);
}

function NextVisit({ file }: { file: CaseFile }) {
  const visit = nextVisit(file, new Date().toISOString());
  const running = runningVisit(file);
  const isMineRunning = running !== undefined && visitView(running, file).mine;
  const words = t().file;
  return (
    <SectionCard title={words.nextVisit}>
      {running && (
        <p class="strong">
          <a href={`#/visit/${running.record.id}`}>{t().visit.running(dayAndTime(startOf(running)))}</a>
        </p>
      )}
      {!visit && !running && <p class="faint">{words.nextVisitNone}</p>}
      {visit && (
        <div class="stack gap1">
          <p class="strong">
            <a href={`#/visit/${visit.record.id}`}>
              {longDay(textOf(visit, 'planned_start'))}, {time(textOf(visit, 'planned_start'))}
            </a>
          </p>
          <p class="soft" dir="auto">
            {recordTitle(visit)}
          </p>
          <p class="small faint" dir="auto">
            {workerName(textOf(visit, 'worker_id'))}
          </p>
          {visit.mark !== 'office' && <MarkBadge mark={visit.mark} />}
          <p class="no-print">
            <a href={`#/before/${visit.record.id}`}>{t().day.before}</a>
          </p>
        </div>
      )}
      {!isMineRunning && (
        <div class="no-print unplanned-start">
          <UnplannedButton client={file.card} />
        </div>
      )}
    </SectionCard>
  );
}

function LastNote({ file }: { file: CaseFile }) {
  const words = t().file;
  const note = notes(file)[0];
  const { open, signed } = drafts(file);
  const draft = open[0];
  return (
    <SectionCard title={words.lastNote} empty={!note && !file.drafts.length && words.lastNoteNone}>
      <div class="stack gap3">
        {draft && (
          <p class="row gap2 no-print">
            <Icon name="pen" />
            <span>{words.draftOf(dayAndTime(draft.saved_at))}</span>
            <a href={`#/note/${draft.id}`}>{words.goOn}</a>
          </p>
        )}
        {signed.map((one) => (
          <SignedDraft key={one.id} draft={one} />
        ))}
        {!signed.length && note && <NoteExcerpt note={note} />}
      </div>
    </SectionCard>
  );
}

function NoteExcerpt({ note }: { note: RecordView }) {
  const at = textOf(note, 'happened_at') || note.created_at;
  return (
    <article class="stack gap1">
      <p class="small faint">
        <bdi>{note.created_by}</bdi>, <time dateTime={at}>{dayAndTime(at)}</time> · {recordTitle(note)}
      </p>
      <p class="excerpt pre" dir="auto">
        {excerpt(textOf(note, 'body'))}
      </p>
      <p class="no-print">
        <a href={`#/note/${note.record.id}`}>
          {t().file.readNote}
          <span class="visually-hidden">
            : {recordTitle(note)}, {dayAndTime(at)}
          </span>
        </a>
      </p>
    </article>
  );
}

function Allergies({ file }: { file: CaseFile }) {
  const { openForm } = useCase();
  const words = t().file;
  const found = allergies(file);
  const saving = useSaving();
  return (
    <SectionCard title={words.allergies} onAdd={() => openForm('allergy')}>
      {found.length > 0 ? (
        <AllergyList views={found} />
      ) : (
        <div class="stack gap2">
          <p class="strong">{words.allergiesNone}</p>
          <p class="small soft">{words.allergiesNoneHint}</p>
          <div class="no-print">
            <Button
              size="small"
              disabled={saving.isBusy}
              onClick={() => void saveNoKnownAllergies(saving, file.card.id)}
            >
              {words.form.noKnown}
            </Button>
          </div>
          <SaveProblem error={saving.error} />
        </div>
      )}
    </SectionCard>
  );
}
