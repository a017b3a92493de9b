// Laboratory values, assessments and other observations: the latest of each kind, the earlier ones behind it.
import { useState } from 'preact/hooks';
import type { RecordView } from '../../api/types';
import { t } from '../../i18n';
import { recordDetail, recordTitle } from '../../model/record-words';
import { textOf } from '../../model/record';
import { happenedAt } from '../../model/timeline';
import { Button } from '../button';
import { when } from '../record/times';
import { useCase } from './case-context';

const SHOWN = 12;

/** `views` are sorted, the newest first. */
export function ResultGroups({ views }: { views: RecordView[] }) {
  const [isAll, setAll] = useState(false);
  const groups = byKind(views);
  return (
    <>
      <ul class="divided">
        {(isAll ? groups : groups.slice(0, SHOWN)).map((group) => (
          <Group key={group[0]!.record.id} views={group} />
        ))}
      </ul>
      {!isAll && groups.length > SHOWN && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {t().file.all(groups.length)}
        </Button>
      )}
    </>
  );
}

function byKind(views: RecordView[]): RecordView[][] {
  const groups = new Map<string, RecordView[]>();
  for (const view of views) {
    const kind = `${view.record.type}/${textOf(view, 'code') || recordTitle(view)}`;
    const group = groups.get(kind);
    if (group) group.push(view);
    else groups.set(kind, [view]);
  }
  return [...groups.values()];
}

function Group({ views }: { views: RecordView[] }) {
  const { openRecord } = useCase();
  const [isOpen, setOpen] = useState(false);
  const [last, ...earlier] = views;
  return (
    <li>
      <div class="result-line">
        <button type="button" class="record-link" onClick={() => openRecord(last!)} dir="auto">
          {recordTitle(last!)}
        </button>
        <strong dir="auto">{recordDetail(last!)}</strong>
        <span class="small faint">{when(happenedAt(last!))}</span>
      </div>
      {earlier.length > 0 && (
        <details class="fold small" onToggle={(e) => setOpen(e.currentTarget.open)}>
          <summary>
            {t().file.earlier(earlier.length)}
            <span class="visually-hidden">: {recordTitle(last!)}</span>
          </summary>
          {isOpen && (
            <ul class="earlier">
              {earlier.map((view) => (
                <li class="result-line" key={view.record.id}>
                  <button type="button" class="record-link plain" onClick={() => openRecord(view)}>
                    {when(happenedAt(view))}
                  </button>
                  <span dir="auto">{recordDetail(view)}</span>
                </li>
              ))}
            </ul>
          )}
        </details>
      )}
    </li>
  );
}
