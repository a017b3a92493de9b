// A single visit as lists show it: the record, with its client and its note from the case file.
import type { CaseFile, Mark, RecordView, VisitView } from '../api/types';
import { myId } from './me';
import { ofType, textOf, textsOf } from './record';
import { startOf } from './visit-times';

export function visitView(visit: RecordView, file: CaseFile): VisitView {
  const owner = textOf(visit, 'worker_id');
  return {
    ...visit,
    client: file.card,
    mine: !owner || owner === myId(),
    note: noteOfVisit(file, visit.record.id),
    jots: textsOf(visit, 'jots').length,
  };
}

function noteOfVisit(file: CaseFile, visitId: string): VisitView['note'] {
  const draft = file.drafts.find((d) => d.visit_id === visitId && !d.fields.amends);
  if (draft) return { id: draft.id, status: draft.signed_at ? 'signed' : 'draft', is_local: true };
  const note = ofType(file.records, 'note').find(
    (n) => textOf(n, 'visit_id') === visitId && !textOf(n, 'amends'),
  );
  if (!note) return null;
  return {
    id: note.record.id,
    status: textOf(note, 'status') as 'draft' | 'signed' | 'co_signed',
    is_local: false,
  };
}

const belongsToVisit = (view: RecordView, visitId: string) =>
  ['note', 'observation'].includes(view.record.type) && textOf(view, 'visit_id') === visitId;

/** The office has a visit when it has all that belongs to it. `file`: without it, the note alone is known. */
export function wholeMark(visit: VisitView, file?: CaseFile): Mark {
  if (visit.mark !== 'office') return visit.mark;
  const isHere = (view: RecordView) => view.mark === 'here' && belongsToVisit(view, visit.record.id);
  return visit.note?.is_local || file?.records.some(isHere) ? 'here' : 'office';
}

/** My latest visit that took place, before the given one. */
export function lastVisitOfMine(file: CaseFile, before: RecordView): RecordView | undefined {
  return ofType(file.records, 'visit')
    .filter((v) => v.record.id !== before.record.id && textOf(v, 'worker_id') === myId())
    .filter((v) => textOf(v, 'status') === 'completed' && startOf(v) < (startOf(before) || '9'))
    .sort((a, b) => startOf(a).localeCompare(startOf(b)))
    .at(-1);
}
