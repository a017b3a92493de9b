// A visit at which nobody was home did not take place: its end asks which of the two it was.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Edit, VisitView } from '../../api/types';
import { codeLabel, t } from '../../i18n';
import { myName } from '../../model/me';
import { attemptedEdits, endEdits, type Place } from '../../model/visit-times';
import { Button } from '../button';
import { Dialog } from '../dialog';

type End = (edits: Edit[]) => void;

interface Ending {
  /** Ends at once, or after the answer. */
  ask: (end: End, place?: Place | null) => void;
  question: ComponentChildren;
}

export function useEnd(visit: VisitView, outcome: string, outcomeReason: string): Ending {
  const [asked, setAsked] = useState<{ end: End; place: Place | null } | null>(null);
  const ask = (end: End, place: Place | null = null) => {
    if (outcome === 'not_home') setAsked({ end, place });
    else end(endEdits(visit, myName(), place));
  };
  const answer = (isAttempted: boolean) => {
    const { end, place } = asked!;
    setAsked(null);
    const why = outcomeReason.trim() || codeLabel(outcome, 'outcome', 'visit');
    end(isAttempted ? attemptedEdits(visit, myName(), place, why) : endEdits(visit, myName(), place));
  };
  const words = t().visit;
  const question = asked && (
    <Dialog title={words.nobodyHome} onClose={() => setAsked(null)}>
      <div class="stack">
        <p>{words.nobodyHomeLead}</p>
        <div class="form-actions">
          <Button kind="primary" onClick={() => answer(true)} autofocus>
            {codeLabel('attempted', 'status', 'visit')}
          </Button>
          <Button onClick={() => answer(false)}>{codeLabel('completed', 'status', 'visit')}</Button>
        </div>
      </div>
    </Dialog>
  );
  return { ask, question };
}
