import type { RecordView } from '../../api/types';
import { day, dayAndTime } from '../../format';
import { t } from '../../i18n';
import { happenedAt } from '../../model/timeline';

/** "2026-03-01" is known by the day only. */
export function when(at: string): string {
  return at.length === 10 ? day(at) : dayAndTime(at);
}

/** Happened and written by the author's clock, received by the office's. */
export function RecordTimes({ view }: { view: RecordView }) {
  const words = t().file.times;
  const happened = happenedAt(view);
  const isOlder = view.changed_at !== view.created_at;
  return (
    <dl class="facts record-times">
      {happened !== view.created_at && (
        <>
          <dt>{words.happened}</dt>
          <dd>{when(happened)}</dd>
        </>
      )}
      <dt>{words.written}</dt>
      <dd>{t().common.writtenBy(view.created_by, dayAndTime(view.created_at))}</dd>
      {isOlder && (
        <>
          <dt>{words.changed}</dt>
          <dd>{t().common.writtenBy(view.changed_by, dayAndTime(view.changed_at))}</dd>
        </>
      )}
      <dt>{words.received}</dt>
      <dd>{view.received_at ? dayAndTime(view.received_at) : words.notYet}</dd>
    </dl>
  );
}
