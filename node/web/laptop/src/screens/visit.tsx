// One visit from the door to its end: the clock, jots, vital signs, tasks and facts; at the side who it is
// about.
import { session, useResource, type Resource } from '../api/store';
import type { CaseFile, RecordView, VisitView } from '../api/types';
import { LinkButton } from '../components/button';
import { ClientHeader } from '../components/client-header';
import { MarkBadge } from '../components/mark-badge';
import { ConflictMarker } from '../components/office/conflict-marker';
import { LeftForms } from '../components/forms/left-forms';
import { Loaded, Page } from '../components/page';
import { ClockCard } from '../components/visit/clock-card';
import { JotBox } from '../components/visit/jot-box';
import { newNoteLink, noteLink } from '../components/visit/note-links';
import { TaskList } from '../components/visit/task-list';
import { StatusChip } from '../components/visit/visit-card';
import { VisitFacts } from '../components/visit/visit-facts';
import { VisitMenu } from '../components/visit/visit-actions';
import { useVisitForms } from '../components/visit/visit-forms';
import { VitalsForm } from '../components/visit/vitals-form';
import { codeLabel, t } from '../i18n';
import { textOf } from '../model/record';
import { isDisputed } from '../model/visit-times';
import { visitView, wholeMark } from '../model/visit-view';
import type { ScreenProps } from '../routes';

export function VisitScreen({ id }: ScreenProps) {
  const record = useResource<RecordView>(`/api/records/${id}`);
  const clientId = record.data?.record.client_id;
  const file = useResource<CaseFile>(clientId ? `/api/clients/${clientId}` : null);
  if (!record.data || !file.data) {
    const missing: Resource<unknown> = record.data ? file : record;
    return (
      <Page title={t().visit.eyebrow}>
        <Loaded resource={missing}>{() => null}</Loaded>
        {missing.error && id && <LeftForms about={id} />}
      </Page>
    );
  }
  return <Shown key={id} visit={visitView(record.data, file.data)} file={file.data} />;
}

function Shown({ visit, file }: { visit: VisitView; file: CaseFile }) {
  const words = t().visit;
  const status = textOf(visit, 'status');
  // A nurse measures at nearly every visit; for a social worker the boxes come last.
  const vitalsFirst = session.value?.role !== 'case_manager';
  const forms = useVisitForms(visit);
  const vitals = <VitalsForm visit={visit} file={file} />;
  return (
    <Page
      title={words.title(file.card.name)}
      eyebrow={words.eyebrow}
      heading={<bdi>{file.card.name}</bdi>}
      lead={
        <div class="row gap3">
          <StatusChip visit={visit} />
          <MarkBadge mark={wholeMark(visit, file)} />
          <ConflictMarker view={visit} />
        </div>
      }
      actions={
        <>
          <LinkButton href={`#/before/${visit.record.id}`} icon="eye">
            {words.before}
          </LinkButton>
          <VisitMenu visit={visit} />
        </>
      }
    >
      <div class="columns">
        <div class="stack gap5">
          <ClockCard visit={visit} forms={forms} />
          {(status !== 'cancelled' || isDisputed(visit)) && <JotBox visit={visit} />}
          {vitalsFirst && vitals}
          <TaskList visit={visit} file={file} form={forms.task} />
          <VisitFacts visit={visit} forms={forms} />
          {!vitalsFirst && vitals}
        </div>
        <aside class="stack gap5 beside" aria-label={file.card.name}>
          <NoteCard visit={visit} />
          <div class="card">
            <ClientHeader card={file.card} />
          </div>
          <About visit={visit} />
        </aside>
      </div>
    </Page>
  );
}

function NoteCard({ visit }: { visit: VisitView }) {
  const words = t().visit;
  const note = visit.note;
  const isOver = !['planned', 'in_progress'].includes(textOf(visit, 'status'));
  const says = !note ? words.noteNone : note.status === 'draft' ? words.noteDraft : words.noteSigned;
  return (
    <section class="card stack gap3" aria-labelledby="note-title">
      <h2 id="note-title">{words.note}</h2>
      <p class="soft">{says}</p>
      <LinkButton
        icon={note ? 'note' : 'pen'}
        kind={isOver && note?.status !== 'signed' && note?.status !== 'co_signed' ? 'primary' : ''}
        href={note ? noteLink(note.id) : newNoteLink(visit.record.id)}
      >
        {!note ? t().day.writeNote : note.status === 'draft' ? t().day.continueNote : t().day.readNote}
      </LinkButton>
    </section>
  );
}

function About({ visit }: { visit: VisitView }) {
  const words = t().visit;
  const facts: [string, string][] = [
    [words.kind, codeLabel(textOf(visit, 'contact_kind'), 'contact_kind')],
    [words.reason, textOf(visit, 'reason')],
    [words.service, textOf(visit, 'service_display')],
    [words.place, textOf(visit, 'location')],
  ];
  const shown = facts.filter(([, value]) => value);
  if (!shown.length) return null;
  return (
    <dl class="card facts narrow">
      {shown.map(([label, value]) => [
        <dt key={label}>{label}</dt>,
        <dd key={`${label}-value`} dir="auto">
          {value}
        </dd>,
      ])}
    </dl>
  );
}
