// What two people wrote differently: a list to work off when there is a moment.
import { useResource } from '../api/store';
import type { Conflict } from '../api/types';
import { ConflictCard } from '../components/office/conflict-card';
import { Empty } from '../components/notice';
import { Loaded, Page } from '../components/page';
import { t } from '../i18n';
import type { ScreenProps } from '../routes';

export function ConflictsScreen({ id }: ScreenProps) {
  const resource = useResource<{ conflicts: Conflict[] }>('/api/conflicts');
  const words = t().decide;
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded resource={resource}>
        {({ conflicts }) => (
          <ConflictList
            conflicts={id ? conflicts.filter((one) => belongsTo(one, id)) : conflicts}
            isPart={id !== ''}
          />
        )}
      </Loaded>
    </Page>
  );
}

function belongsTo(conflict: Conflict, id: string): boolean {
  return conflict.record_id === id || conflict.client?.id === id;
}

function ConflictList({ conflicts, isPart }: { conflicts: Conflict[]; isPart: boolean }) {
  const words = t().decide;
  // Decisions before texts that only want to be read.
  const ordered = [...conflicts].sort((a, b) => Number(a.kind === 'merged') - Number(b.kind === 'merged'));
  return (
    <div class="stack gap5">
      {isPart && (
        <p class="soft">
          {words.onlyThis} <a href="#/conflicts">{words.showAll}</a>
        </p>
      )}
      {ordered.length === 0 && (
        <Empty icon="check" title={words.none}>
          <p>{words.noneHint}</p>
        </Empty>
      )}
      {ordered.map((conflict) => (
        <ConflictCard key={`${conflict.record_id}/${conflict.field}/${conflict.kind}`} conflict={conflict} />
      ))}
    </div>
  );
}
