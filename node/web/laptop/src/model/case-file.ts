// Questions to a case file.
import type { CaseFile, NoteDraft, Phone, RecordView } from '../api/types';
import { fieldOf, isTrue, numberOf, objectsOf, ofType, textOf } from './record';
import { happenedAt } from './timeline';
import { startOf } from './visit-times';

const live = (file: CaseFile, type: string) => ofType(file.records, type);

const endedMedications = new Set(['stopped', 'completed']);
const endedConditions = new Set(['inactive', 'resolved', 'remission']);

export function split(
  views: RecordView[],
  isFormer: (view: RecordView) => boolean,
): [RecordView[], RecordView[]] {
  return [views.filter((view) => !isFormer(view)), views.filter(isFormer)];
}

const byTitle = (a: RecordView, b: RecordView) => textOf(a, 'display').localeCompare(textOf(b, 'display'));

/** Taken now, and formerly. What is not taken as prescribed comes first: it is what a visit talks about. */
export function medications(file: CaseFile): [RecordView[], RecordView[]] {
  const all = live(file, 'medication').sort(byTitle);
  const [now, former] = split(all, (view) => endedMedications.has(textOf(view, 'status')));
  return [now.sort((a, b) => Number(isTakenAsSaid(a)) - Number(isTakenAsSaid(b))), former];
}

export function isTakenAsSaid(view: RecordView): boolean {
  const taking = textOf(view, 'taking');
  return taking !== 'not_taking' && taking !== 'differs';
}

export function conditions(file: CaseFile): [RecordView[], RecordView[]] {
  const all = live(file, 'condition').sort(
    (a, b) => Number(isTrue(b, 'is_primary')) - Number(isTrue(a, 'is_primary')) || byTitle(a, b),
  );
  return split(all, (view) => endedConditions.has(textOf(view, 'status')));
}

export function allergies(file: CaseFile): RecordView[] {
  return live(file, 'allergy')
    .filter((view) => textOf(view, 'status') !== 'resolved' && textOf(view, 'verification') !== 'refuted')
    .sort(
      (a, b) => Number(textOf(b, 'criticality') === 'high') - Number(textOf(a, 'criticality') === 'high'),
    );
}

export function nextVisit(file: CaseFile, now: string): RecordView | undefined {
  return live(file, 'visit')
    .filter((view) => textOf(view, 'status') === 'planned' && textOf(view, 'planned_end') >= now)
    .sort((a, b) => textOf(a, 'planned_start').localeCompare(textOf(b, 'planned_start')))[0];
}

export const runningVisit = (file: CaseFile): RecordView | undefined =>
  live(file, 'visit').find((view) => textOf(view, 'status') === 'in_progress');

export function visits(file: CaseFile, now: string): { ahead: RecordView[]; past: RecordView[] } {
  const all = live(file, 'visit').sort((a, b) => startOf(b).localeCompare(startOf(a)));
  const isAhead = (view: RecordView) => startOf(view) > now && textOf(view, 'status') === 'planned';
  const [past, ahead] = split(all, isAhead);
  return { ahead: ahead.reverse(), past };
}

/** Being written here, and signed here but not carried away yet. */
export function drafts(file: CaseFile): { open: NoteDraft[]; signed: NoteDraft[] } {
  return {
    open: file.drafts.filter((draft) => !draft.signed_at),
    signed: file.drafts.filter((draft) => draft.signed_at),
  };
}

/** The latest first; a note whose newer state is signed on this laptop stands among its drafts. */
export function notes(file: CaseFile): RecordView[] {
  const isHere = (view: RecordView) => drafts(file).signed.some((draft) => draft.id === view.record.id);
  const there = live(file, 'note').filter((view) => !isHere(view));
  return there.sort((a, b) => happenedAt(b).localeCompare(happenedAt(a)));
}

export function calls(file: CaseFile): RecordView[] {
  return live(file, 'communication').sort((a, b) => happenedAt(b).localeCompare(happenedAt(a)));
}

export function team(file: CaseFile): [RecordView[], RecordView[]] {
  const all = live(file, 'care_team_member').sort(
    (a, b) => Number(isTrue(b, 'is_lead')) - Number(isTrue(a, 'is_lead')),
  );
  return split(all, (view) => textOf(view, 'status') === 'ended');
}

export function relatedPeople(file: CaseFile): RecordView[] {
  return live(file, 'related_person').sort(
    (a, b) => (numberOf(a, 'contact_order') ?? 99) - (numberOf(b, 'contact_order') ?? 99),
  );
}

/** Every number of the file, with what is known about it. */
export function phonesOf(file: CaseFile): Phone[] {
  const others = [...live(file, 'related_person'), ...live(file, 'care_team_member')];
  return [...file.card.phones, ...others.flatMap((view) => objectsOf<Phone>(view, 'phones'))];
}

export function consents(file: CaseFile): RecordView[] {
  return live(file, 'consent').sort((a, b) => textOf(b, 'valid_from').localeCompare(textOf(a, 'valid_from')));
}

export function isExpired(consent: RecordView, today: string): boolean {
  const until = fieldOf(consent, 'valid_until');
  return typeof until === 'string' && until < today;
}

/** How many things of this file wait for a choice. */
export function undecided(file: CaseFile): number {
  return [file.client, ...file.records].reduce((sum, view) => sum + view.conflicts.length, 0);
}
