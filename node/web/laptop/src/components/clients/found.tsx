// What a search found: clients first, then notes, visits and other records with their client.
import type { FoundRecord } from '../../api/types';
import { typeLabel, useSchema } from '../../api/schema';
import { t } from '../../i18n';
import { labelWords } from '../../model/record-words';
import { Button } from '../button';
import { Highlighted } from '../highlighted';
import { Icon, type IconName } from '../icon';
import { Empty } from '../notice';
import { ClientRow } from './client-row';

const icons: { [type: string]: IconName } = {
  note: 'note',
  visit: 'home',
  communication: 'phone',
  medication: 'pill',
  task: 'task',
  condition: 'heart',
  related_person: 'people',
  care_team_member: 'people',
};

export function Found({
  found,
  words,
  onClear,
}: {
  found: FoundRecord[];
  words: string;
  onClear: () => void;
}) {
  useSchema();
  const clients = found.filter((one) => one.type === 'client' && one.client);
  const others = found.filter((one) => one.type !== 'client' && one.client);
  if (clients.length + others.length === 0) {
    return (
      <Empty icon="search" title={t().clients.nothing(words)}>
        <p>{t().clients.nothingHint}</p>
        <Button onClick={onClear}>{t().clients.clear}</Button>
      </Empty>
    );
  }
  return (
    <div class="stack gap6">
      {clients.length > 0 && (
        <div class="card flush">
          <ul class="client-list">
            {clients.map((one) => (
              <ClientRow key={one.id} card={one.client!} words={words} />
            ))}
          </ul>
        </div>
      )}
      {others.length > 0 && (
        <section aria-labelledby="found-in-files">
          <h2 id="found-in-files" class="found-title">
            {t().clients.inFile}
          </h2>
          <div class="card flush">
            <ul class="client-list">
              {others.map((one) => (
                <FoundRow key={one.id} one={one} words={words} />
              ))}
            </ul>
          </div>
        </section>
      )}
    </div>
  );
}

function FoundRow({ one, words }: { one: FoundRecord; words: string }) {
  return (
    <li class="client-row">
      <a class="client-link" href={foundAddress(one)}>
        <span class="client-name">
          <Icon name={icons[one.type] ?? 'note'} /> <Highlighted text={labelWords(one.label)} words={words} />
        </span>
        <span class="client-facts">
          <span>{typeLabel(one.type)}</span>
          <bdi>{one.client!.name}</bdi>
        </span>
      </a>
    </li>
  );
}

function foundAddress(one: FoundRecord): string {
  if (one.type === 'visit' || one.type === 'note') return `#/${one.type}/${one.id}`;
  return `#/client/${one.client!.id}/timeline?record=${one.id}`;
}
