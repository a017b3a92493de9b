import type { RecordView } from '../../api/types';
import { day, dayAndTime, localDate } from '../../format';
import { codeLabel, t } from '../../i18n';
import { calls, drafts, notes, visits } from '../../model/case-file';
import { excerpt, recordTitle, workerName } from '../../model/record-words';
import { isTrue, textOf } from '../../model/record';
import { happenedAt } from '../../model/timeline';
import { startOf } from '../../model/visit-times';
import { Chip, type Tone } from '../chip';
import { Icon } from '../icon';
import { MarkBadge } from '../mark-badge';
import { useCase } from './case-context';
import { LongList } from './long-list';
import { RecordLine } from './record-line';
import { SectionCard } from './section-card';
import { SignedDraft } from './signed-draft';

export function NotesTab() {
  const { file } = useCase();
  const words = t().file;
  const { ahead, past } = visits(file, new Date().toISOString());
  const written = notes(file);
  const { open, signed } = drafts(file);
  const spoken = calls(file);
  return (
    <div class="two-columns">
      <div class="stack gap5">
        {open.length > 0 && (
          <SectionCard title={words.drafts}>
            <ul class="divided">
              {open.map((draft) => (
                <li class="row spread gap2" key={draft.id}>
                  <span>
                    <Icon name="pen" /> {words.draftOf(dayAndTime(draft.saved_at))}
                  </span>
                  <a href={`#/note/${draft.id}`}>{words.goOn}</a>
                </li>
              ))}
            </ul>
          </SectionCard>
        )}
        <SectionCard title={words.notes} empty={written.length + signed.length === 0 && words.notesNone}>
          {signed.map((draft) => (
            <SignedDraft key={draft.id} draft={draft} />
          ))}
          <LongList items={written}>{(view) => <NoteLine key={view.record.id} view={view} />}</LongList>
        </SectionCard>
        <SectionCard title={words.calls} empty={spoken.length === 0 && words.callsNone}>
          <LongList items={spoken}>{(view) => <CallLine key={view.record.id} view={view} />}</LongList>
        </SectionCard>
      </div>
      <SectionCard title={words.visits} empty={ahead.length + past.length === 0 && words.visitsNone}>
        {ahead.length > 0 && <h3 class="eyebrow">{words.upcoming}</h3>}
        <LongList items={ahead}>{(view) => <VisitLine key={view.record.id} view={view} />}</LongList>
        {past.length > 0 && ahead.length > 0 && <h3 class="eyebrow later">{words.past}</h3>}
        <LongList items={past}>{(view) => <VisitLine key={view.record.id} view={view} />}</LongList>
      </SectionCard>
    </div>
  );
}

function NoteLine({ view }: { view: RecordView }) {
  const words = t().file;
  const status = textOf(view, 'status');
  return (
    <li class="record-line">
      <div class="record-main">
        <a class="record-link" href={`#/note/${view.record.id}`} dir="auto">
          {recordTitle(view)}
        </a>
        <span class="small faint">
          <bdi>{view.created_by}</bdi>, {dayAndTime(happenedAt(view))}
        </span>
        <p class="excerpt record-detail pre" dir="auto">
          {excerpt(textOf(view, 'body'))}
        </p>
        <span class="row gap2">
          {status && (
            <Chip tone={status === 'draft' ? 'mind' : 'good'} icon={status === 'draft' ? 'pen' : 'check'}>
              {codeLabel(status, 'status', 'note')}
            </Chip>
          )}
          {textOf(view, 'amends') && <Chip>{words.addendum}</Chip>}
          {isTrue(view, 'late_entry') && <Chip tone="mind">{words.lateEntry}</Chip>}
        </span>
      </div>
      <div class="record-aside">
        <MarkBadge mark={view.mark} />
      </div>
    </li>
  );
}

const tones: { [status: string]: Tone } = {
  completed: 'good',
  in_progress: 'accent',
  planned: '',
  cancelled: '',
};

function VisitLine({ view }: { view: RecordView }) {
  const status = textOf(view, 'status');
  const start = startOf(view);
  return (
    <li class="record-line">
      <div class="record-main">
        <a class="record-link visit-when" href={`#/visit/${view.record.id}`}>
          {start ? dayAndTime(start) : recordTitle(view)}
        </a>
        <span class="record-detail" dir="auto">
          {[recordTitle(view), workerName(textOf(view, 'worker_id'))].filter(Boolean).join(' · ')}
        </span>
        {textOf(view, 'status_reason') && (
          <span class="small soft" dir="auto">
            {textOf(view, 'status_reason')}
          </span>
        )}
      </div>
      <div class="record-aside">
        {status && <Chip tone={tones[status] ?? 'mind'}>{codeLabel(status, 'status', 'visit')}</Chip>}
        {view.mark !== 'office' && <MarkBadge mark={view.mark} />}
      </div>
    </li>
  );
}

function CallLine({ view }: { view: RecordView }) {
  const words = t().file;
  const outcome = textOf(view, 'outcome');
  const direction = textOf(view, 'direction');
  const by = textOf(view, 'call_back_by');
  const isDone = isTrue(view, 'call_back_done');
  return (
    <RecordLine
      view={view}
      detail={[
        direction && codeLabel(direction, 'direction'),
        outcome && codeLabel(outcome, 'outcome', 'communication'),
        dayAndTime(happenedAt(view)),
      ]
        .filter(Boolean)
        .join(' · ')}
      aside={
        by &&
        (isDone ? (
          <Chip tone="good" icon="check">
            {words.calledBack}
          </Chip>
        ) : (
          <Chip tone={by < localDate(new Date()) ? 'alert' : 'mind'} icon="phone">
            {words.callBackBy(day(by))}
          </Chip>
        ))
      }
    >
      {textOf(view, 'body') && (
        <p class="excerpt small soft" dir="auto">
          {textOf(view, 'body')}
        </p>
      )}
    </RecordLine>
  );
}
