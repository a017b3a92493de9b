import type { ComponentChildren } from 'preact';
import type { RecordView } from '../../api/types';
import { recordTitle } from '../../model/record-words';
import { MarkBadge } from '../mark-badge';
import { ConflictMarker } from '../office/conflict-marker';
import { useCase } from './case-context';

interface Props {
  view: RecordView;
  title?: string;
  detail?: ComponentChildren;
  aside?: ComponentChildren;
  children?: ComponentChildren;
}

/** A record in a list: its title opens it; where it is shows only while the office does not have it. */
export function RecordLine({ view, title, detail, aside, children }: Props) {
  const { openRecord } = useCase();
  return (
    <li class="record-line">
      <div class="record-main">
        <button type="button" class="record-link" onClick={() => openRecord(view)} dir="auto">
          {title ?? recordTitle(view)}
        </button>
        {detail && (
          <span class="record-detail" dir="auto">
            {detail}
          </span>
        )}
        {children}
        <ConflictMarker view={view} />
      </div>
      {(aside || view.mark !== 'office') && (
        <div class="record-aside">
          {aside}
          {view.mark !== 'office' && <MarkBadge mark={view.mark} />}
        </div>
      )}
    </li>
  );
}
