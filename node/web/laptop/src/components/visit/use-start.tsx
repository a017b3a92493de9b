// Before a visit starts: does another one still run? Its end is easily forgotten in the car.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { get } from '../../api/client';
import type { Visits, VisitView } from '../../api/types';
import { dayAndTime } from '../../format';
import { t } from '../../i18n';
import { rangeQuery } from '../../model/day';
import { textOf } from '../../model/record';
import { startOf } from '../../model/visit-times';
import { Button } from '../button';
import { Dialog } from '../dialog';

type Begin = (alsoEnd?: VisitView) => Promise<void>;

interface Starting {
  /** Begins at once when nothing runs, else after the answer. */
  ask: (begin: Begin) => Promise<void>;
  isAsking: boolean;
  question: ComponentChildren;
}

async function runningVisit(): Promise<VisitView | undefined> {
  // What cannot be asked must not keep anybody from starting.
  const found = await get<Visits>(`/api/visits?${rangeQuery(new Date(), 1)}`).catch(() => null);
  const all = found ? [...found.visits, ...found.unfinished] : [];
  return all.find((visit) => visit.mine && textOf(visit, 'status') === 'in_progress');
}

export function useStart(): Starting {
  const [asked, setAsked] = useState<{ running: VisitView; begin: Begin } | null>(null);
  const [isAsking, setAsking] = useState(false);
  const ask = async (begin: Begin) => {
    setAsking(true);
    const running = await runningVisit();
    setAsking(false);
    if (!running) return begin();
    setAsked({ running, begin });
  };
  const answer = (alsoEnd?: VisitView) => {
    const begin = asked!.begin;
    setAsked(null);
    void begin(alsoEnd);
  };
  const words = t().day;
  const question = asked && (
    <Dialog title={words.otherRuns} onClose={() => setAsked(null)}>
      <div class="stack">
        <p dir="auto">{words.otherRunsLead(asked.running.client.name, dayAndTime(startOf(asked.running)))}</p>
        <div class="form-actions">
          <Button kind="primary" onClick={() => answer(asked.running)} autofocus>
            {words.endOther}
          </Button>
          <Button onClick={() => answer()}>{words.bothRun}</Button>
          <Button kind="quiet" onClick={() => setAsked(null)}>
            {t().common.cancel}
          </Button>
        </div>
      </div>
    </Dialog>
  );
  return { ask, isAsking, question };
}
