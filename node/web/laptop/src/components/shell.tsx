// What stands around every screen: the way about, the search, and the quiet state of the sync.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { waiting } from '../api/client';
import { isUnreachable, lock, session, state } from '../api/store';
import type { State } from '../api/types';
import { dayAndTime } from '../format';
import { t } from '../i18n';
import { unsaved } from '../model/autosave';
import { go, route } from '../router';
import { Icon, type IconName } from './icon';
import { Menu } from './menu';
import { hasNoConnection } from './office/send-now';

/** What stands in the search box; the screen of clients shows what it finds. */
export const searchWords = signal('');

const entries = ['today', 'clients', 'finish'] as const;

export function Shell({ under, children }: { under: string; children: ComponentChildren }) {
  const words = t().common;
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        {words.skip}
      </a>
      <header class="shell-header no-print">
        <div class="shell-bar">
          <a class="brand" href="#/today">
            <Icon name="satchel" />
            <span class="brand-name">{words.product}</span>
          </a>
          <nav class="shell-nav" aria-label={words.navigation}>
            {entries.map((name) => (
              <a key={name} href={`#/${name}`} aria-current={under === name ? 'page' : undefined}>
                {words.nav[name]}
              </a>
            ))}
          </nav>
          <Search />
          <div class="shell-right">
            <ConflictBadge />
            <SyncState />
            <MainMenu />
          </div>
        </div>
        {(isUnreachable.value || waiting.value > 0) && (
          <p class="retry-bar" role="status">
            {words.sync.unreachable}
          </p>
        )}
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function Search() {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const shortcut = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, select, dialog');
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', shortcut);
    return () => document.removeEventListener('keydown', shortcut);
  }, []);
  const changed = (value: string) => {
    searchWords.value = value;
    if (route.value.screen !== 'clients') go('#/clients');
  };
  const words = t().common;
  return (
    <form
      class="shell-search"
      role="search"
      onSubmit={(e) => {
        e.preventDefault();
        go('#/clients');
      }}
    >
      <label class="visually-hidden" for="shell-search">
        {words.search}
      </label>
      <Icon name="search" />
      <input
        id="shell-search"
        ref={input}
        type="search"
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        value={searchWords.value}
        placeholder={words.searchPlaceholder}
        onInput={(e) => changed(e.currentTarget.value)}
      />
    </form>
  );
}

interface Shown {
  tone: 'office' | 'here' | 'problem';
  icon: IconName;
  turning?: boolean;
  text: string;
  detail: string;
}

function shownState(now: State): Shown {
  const words = t().common.sync;
  const last = now.last_sync_at ? words.last(dayAndTime(now.last_sync_at)) : words.never;
  // What was true before the program fell silent need not be true any more.
  if (isUnreachable.value) return { tone: 'problem', icon: 'question', text: words.notKnown, detail: last };
  const count = now.here + now.drafts;
  if (unsaved.value > 0 && count === 0)
    return { tone: 'here', icon: 'pen', text: words.typed, detail: last };
  if (now.syncing) {
    const detail =
      now.progress && now.progress.to_send
        ? words.movingCount(now.progress.sent, now.progress.to_send)
        : last;
    return { tone: 'here', icon: 'sync', turning: true, text: words.moving, detail };
  }
  if (count > 0) {
    const isLate = now.problem !== null;
    const later = isLate && now.next_try_at ? words.next(dayAndTime(now.next_try_at)) : last;
    const detail = hasNoConnection() ? words.noConnection : later;
    return { tone: 'here', icon: isLate ? 'offline' : 'laptop', text: words.here(count), detail };
  }
  const detail = hasNoConnection() ? words.noConnection : last;
  if (!now.office_has_all) return { tone: 'problem', icon: 'offline', text: words.problem, detail };
  return { tone: 'office', icon: 'office', text: words.all, detail };
}

function SyncState() {
  if (!state.value) return null;
  const shown = shownState(state.value);
  return (
    <a class={`sync-state ${shown.tone}`} href="#/sync" aria-live="polite" aria-atomic="true">
      <Icon name={shown.icon} class={shown.turning ? 'turning' : ''} />
      <span class="line">
        <span class="visually-hidden">{t().common.sync.label}: </span>
        <b>{shown.text}</b>
        <span>{shown.detail}</span>
      </span>
    </a>
  );
}

function ConflictBadge() {
  const count = state.value?.conflicts ?? 0;
  if (!count) return null;
  return (
    <a class="count-badge" href="#/conflicts" title={t().common.conflictsTitle}>
      <Icon name="split" />
      {t().common.conflicts(count)}
    </a>
  );
}

function MainMenu() {
  const words = t().common;
  return (
    <Menu label={words.menu}>
      {session.value && <p class="small faint menu-user">{words.signedInAs(session.value.user)}</p>}
      <a href="#/settings">
        <Icon name="gear" />
        {words.settings}
      </a>
      <a href="#/help">
        <Icon name="question" />
        {words.help}
      </a>
      <button type="button" onClick={() => void lock()}>
        <Icon name="lock" />
        {words.lock}
      </button>
    </Menu>
  );
}
