// Everything that was ever saved about a record, newest first: who, when, what, replaced values included.
import { useResource } from '../../api/store';
import type { HistoryEntry, RecordView, Uuid } from '../../api/types';
import { dayAndTime } from '../../format';
import { schemaLabel, t } from '../../i18n';
import { officeReason } from '../../i18n/problems';
import { fieldLabel } from '../../api/schema';
import { isTechnicalPart } from '../../model/technical';
import { FieldValue } from '../field-value';
import { Chip } from '../chip';
import { Loaded } from '../page';

interface Props {
  id: Uuid;
  type: string;
  records?: readonly RecordView[];
  /** Of one field only. */
  field?: string;
}

export function History({ id, type, records, field }: Props) {
  const resource = useResource<{ history: HistoryEntry[] }>(`/api/records/${id}/history`);
  return (
    <Loaded resource={resource}>
      {({ history }) => {
        const entries = history.filter((entry) =>
          field ? entry.field === field : entry.field !== 'client_id' && !isTechnicalPart(entry.field ?? ''),
        );
        const replaced = new Set(history.flatMap((entry) => entry.replaces ?? []));
        if (entries.length === 0) return <p class="faint">{t().file.record.noHistory}</p>;
        return (
          <ol class="history">
            {grouped(entries).map((group, i) => (
              <li key={i}>
                <p class="history-head">
                  <strong dir="auto">{group[0]!.user}</strong>{' '}
                  <time dateTime={group[0]!.at}>{dayAndTime(group[0]!.at)}</time>
                  <EntryState entry={group[0]!} />
                </p>
                <dl class="history-values">
                  {group.map((entry, j) => (
                    <div key={j}>
                      <dt>{label(type, entry)}</dt>
                      <dd class={entry.dot && replaced.has(entry.dot) ? 'replaced' : undefined}>
                        <EntryValue type={type} entry={entry} records={records} />
                        {entry.dot && replaced.has(entry.dot) && (
                          <span class="small faint"> ({t().file.record.replaced})</span>
                        )}
                      </dd>
                    </div>
                  ))}
                </dl>
              </li>
            ))}
          </ol>
        );
      }}
    </Loaded>
  );
}

/** What was saved together stands together; newest first. */
function grouped(entries: HistoryEntry[]): HistoryEntry[][] {
  const groups: HistoryEntry[][] = [];
  const newestFirst = [...entries].sort((a, b) => b.at.localeCompare(a.at));
  for (const entry of newestFirst) {
    const last = groups[groups.length - 1];
    if (last && last[0]!.at === entry.at && last[0]!.user === entry.user && last[0]!.state === entry.state)
      last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

function EntryState({ entry }: { entry: HistoryEntry }) {
  const words = t().file.record;
  return (
    <span class="row gap2">
      <span class="faint small">{words.states[entry.state] ?? entry.state}</span>
      {entry.automatic && <Chip>{words.automatic}</Chip>}
      {entry.late && <Chip tone="mind">{words.late}</Chip>}
    </span>
  );
}

function label(type: string, entry: HistoryEntry): string {
  const words = t().file.record;
  if (entry.field === 'void' || (entry.field === null && entry.reason)) return words.voidedIt;
  if (entry.field === null) return entry.label ? schemaLabel(entry.label) : words.created;
  return fieldLabel(type, entry.field);
}

function EntryValue({
  type,
  entry,
  records,
}: {
  type: string;
  entry: HistoryEntry;
  records?: readonly RecordView[];
}) {
  return (
    <>
      {entry.kind === 'remove' && <span class="small faint">{t().file.record.removedValue}: </span>}
      {entry.value === null && entry.field !== null && <span class="faint">{t().file.record.empty}</span>}
      {entry.value !== null && (
        <FieldValue type={type} field={entry.field ?? ''} value={entry.value} records={records} />
      )}
      {entry.reason && (
        <span class="soft" dir="auto">
          {' '}
          {officeReason(entry)}
        </span>
      )}
    </>
  );
}
