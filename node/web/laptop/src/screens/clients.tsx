import { useEffect } from 'preact/hooks';
import { useResource } from '../api/store';
import { LinkButton } from '../components/button';
import { ClientPages, PAGE_ROWS, type ClientPageData } from '../components/clients/client-pages';
import { Found } from '../components/clients/found';
import { MOST_FOUND, useSearch } from '../components/clients/use-search';
import { LeftForms } from '../components/forms/left-forms';
import { Empty } from '../components/notice';
import { Loaded, Page } from '../components/page';
import { searchWords } from '../components/shell';
import { t } from '../i18n';

export function ClientsScreen() {
  const words = t().clients;
  const first = useResource<ClientPageData>(`/api/clients?offset=0&limit=${PAGE_ROWS}`);
  const answer = useSearch(searchWords.value);
  useEffect(firstResultByKey, []);
  // Who comes back later looks for somebody else.
  useEffect(() => () => void (searchWords.value = ''), []);
  const lead = answer ? foundWords(answer.found.length) : first.data ? words.count(first.data.total) : '';
  return (
    <Page
      title={words.title}
      lead={<span role="status">{lead}</span>}
      actions={
        <LinkButton kind="primary" icon="plus" href="#/new-client">
          {words.add}
        </LinkButton>
      }
    >
      <LeftForms />
      {answer ? (
        <Found found={answer.found} words={answer.words} onClear={() => (searchWords.value = '')} />
      ) : (
        <Loaded resource={first}>{({ total }) => (total ? <All total={total} /> : <Nobody />)}</Loaded>
      )}
    </Page>
  );
}

function foundWords(count: number): string {
  return count < MOST_FOUND ? t().clients.found(count) : t().clients.foundMost(count);
}

/** Enter or the down key in the search box goes to the first result. */
function firstResultByKey() {
  const move = (event: KeyboardEvent) => {
    const isSearch = event.target instanceof HTMLInputElement && event.target.type === 'search';
    if (!isSearch || (event.key !== 'Enter' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    document.querySelector<HTMLElement>('.client-link')?.focus();
  };
  document.addEventListener('keydown', move);
  return () => document.removeEventListener('keydown', move);
}

function All({ total }: { total: number }) {
  return (
    <div class="stack gap3">
      <p class="soft small no-print">
        {t().clients.searchHint} <kbd>/</kbd>
      </p>
      <div class="card flush">
        <ClientPages total={total} />
      </div>
    </div>
  );
}

function Nobody() {
  return (
    <Empty icon="people" title={t().clients.none}>
      <p class="measure">{t().clients.noneHint}</p>
      <p>
        <a href="#/help">{t().common.helpLink}</a>
      </p>
    </Empty>
  );
}
