// What the visit left for the note. Each entry says where it goes; "everything" does it at once.
import type { CaseFile, RecordView } from '../../api/types';
import { date, time } from '../../format';
import { messagesIn, t } from '../../i18n';
import type { Insertion } from '../../model/note-insertions';
import { planOf, type Sections } from '../../model/note-sections';
import { ofType, textOf } from '../../model/record';
import { Button } from '../button';
import { Icon } from '../icon';
import { say } from '../toast';

interface Props {
  insertions: Insertion[];
  sections: Sections;
  language: string;
  onInsert: (insertions: Insertion[]) => void;
}

const isIn = (sections: Sections, insertion: Insertion) =>
  Object.values(sections).some((words) => words.includes(insertion.text));

export function InsertPanel({ insertions, sections, language, onInsert }: Props) {
  const words = t().note;
  const left = insertions.filter((insertion) => !isIn(sections, insertion));
  return (
    <section class="card stack gap3" aria-labelledby="insert-title">
      <h2 id="insert-title">{words.from}</h2>
      {!insertions.length && <p class="faint">{words.nothing}</p>}
      {insertions.length > 1 && (
        <Button icon="plus" onClick={() => (left.length ? onInsert(left) : say(words.allInserted))}>
          {words.insertAll}
        </Button>
      )}
      <ul class="divided">
        {insertions.map((insertion) => (
          <li key={insertion.key} class="insertion">
            <p class="small faint">{titleOf(insertion)}</p>
            <p class="pre" dir="auto">
              {insertion.text}
            </p>
            {isIn(sections, insertion) ? (
              <span class="mark office">
                <Icon name="check" />
                {words.inserted}
              </span>
            ) : (
              <Button kind="quiet" size="small" icon="plus" onClick={() => onInsert([insertion])}>
                {words.insert} {words.into(messagesIn(language).note.section[insertion.section])}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function titleOf(insertion: Insertion): string {
  const words = t().note;
  if (insertion.group === 'jots') return time(insertion.key.slice('jot-'.length));
  return { facts: words.facts, vitals: words.vitals, tasks: words.tasksDone }[insertion.group];
}

/** What was planned last time: to be answered in this note. */
export function LastPlan({ file, visitId }: { file: CaseFile; visitId: string | null }) {
  const when = (note: RecordView) => textOf(note, 'happened_at') || note.created_at;
  const last = ofType(file.records, 'note')
    .filter((note) => textOf(note, 'visit_id') !== visitId && !textOf(note, 'amends') && planOf(note))
    .sort((a, b) => when(a).localeCompare(when(b)))
    .at(-1);
  if (!last) return null;
  return (
    <div class="card stack gap2">
      <h3>{t().note.lastPlan(date(when(last)))}</h3>
      <p class="pre soft" dir="auto">
        {planOf(last)}
      </p>
    </div>
  );
}
