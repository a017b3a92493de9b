// A single visit as lists show it: the record, with its client and its note from the case file.
import type { CaseFile, RecordView, VisitView } from '../api/types';
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

/** My latest visit that took place, before the given one. */
export function lastVisitOfMine(file: CaseFile, before: RecordView): RecordView | undefined {
  return ofType(file.records, 'visit')
    .filter((v) => v.record.id !== before.record.id && textOf(v, 'worker_id') === myId())
    .filter((v) => textOf(v, 'status') === 'completed' && startOf(v) < (startOf(before) || '9'))
    .sort((a, b) => startOf(a).localeCompare(startOf(b)))
    .at(-1);
}
