// Unlocking, and the first passphrase. Lies over the page: what is open below stays as it is.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, isLocked } from '../api/client';
import { loadSession, session, setPassphrase, unlock } from '../api/store';
import type { Session } from '../api/types';
import { Button } from '../components/button';
import { TextField } from '../components/field';
import { Icon } from '../components/icon';
import { Notice } from '../components/notice';
import { useModal } from '../components/use-modal';
import { t } from '../i18n';
import { problemSentences } from '../i18n/problems';
import { replace } from '../router';

export function LockLayer({ wasOpen }: { wasOpen: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useModal(dialog, 'input');
  useEffect(() => void loadSession(), []);
  useEffect(() => {
    dialog.current!.setAttribute('closedby', 'none');
    document.addEventListener('keydown', swallowEscape, { capture: true });
    return () => document.removeEventListener('keydown', swallowEscape, { capture: true });
  }, []);
  // Whatever closed it: as long as it is locked, the door is shut.
  const shutAgain = () => {
    if (dialog.current?.isConnected && isLocked.value) dialog.current.showModal();
  };
  const open = session.value;
  return (
    <dialog
      ref={dialog}
      class="lock"
      aria-labelledby="lock-title"
      onCancel={(e) => e.preventDefault()}
      onClose={shutAgain}
    >
      <div class="unlock">
        <div class="unlock-card card">
          <span class="brand">
            <Icon name="satchel" />
            {t().common.product}
          </span>
          {open &&
            (open.state === 'new' ? (
              <FirstPassphrase session={open} />
            ) : (
              <Unlock session={open} wasOpen={wasOpen} />
            ))}
        </div>
      </div>
    </dialog>
  );
}

/** A browser closes a dialog by its own when Escape is pressed often enough. */
function swallowEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape') return;
  event.preventDefault();
  event.stopPropagation();
}

function Unlock({ session: open, wasOpen }: { session: Session; wasOpen: boolean }) {
  const words = t().common.unlock;
  const [passphrase, setPhrase] = useState('');
  const [isShown, setShown] = useState(false);
  const [error, setError] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [wait, setWait] = useState(Math.ceil(open.wait_ms / 1000));
  useEffect(() => {
    if (wait <= 0) return;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError('');
    try {
      await unlock(passphrase);
    } catch (failure) {
      await refused(failure);
    }
    setBusy(false);
  };
  const refused = async (failure: unknown) => {
    if (!(failure instanceof ApiError)) return setError(t().common.sync.unreachable);
    const now = await loadSession();
    setWait(Math.ceil(Math.max(now.wait_ms, failure.problem.wait_ms ?? 0) / 1000));
    setError([401, 422, 429].includes(failure.status) ? words.wrong : failure.message);
  };

  return (
    <form class="stack" onSubmit={submit}>
      <div>
        <h1 id="lock-title">{words.title}</h1>
        <p class="soft" dir="auto">
          {words.user(open.user, open.office)}
        </p>
      </div>
      {wasOpen && <Notice tone="good">{words.kept}</Notice>}
      <div class="stack gap1">
        <PassphraseBox
          label={words.passphrase}
          value={passphrase}
          onInput={setPhrase}
          error={error}
          isShown={isShown}
        />
        <ShowButton isShown={isShown} onChange={setShown} />
      </div>
      {wait > 0 && (
        <p class="soft" role="status">
          {words.wait(wait)}
        </p>
      )}
      <Button type="submit" kind="primary" size="large" disabled={isBusy || wait > 0 || !passphrase}>
        {words.unlock}
      </Button>
      <p class="faint small">{words.forgotten}</p>
    </form>
  );
}

function FirstPassphrase({ session: open }: { session: Session }) {
  const words = t().common.unlock;
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [isShown, setShown] = useState(false);
  const [error, setError] = useState('');
  const start = startWord();
  const submit = async (event: Event) => {
    event.preventDefault();
    if ([...first].length < open.passphrase_min) return setError(words.tooShort(open.passphrase_min));
    if (first !== second) return setError(words.different);
    try {
      await setPassphrase(first, { start });
      replace('#/today');
    } catch (failure) {
      setError(
        failure instanceof ApiError ? problemSentences(failure.problem) : t().common.sync.unreachable,
      );
    }
  };
  return (
    <form class="stack" onSubmit={submit}>
      <div class="stack gap2">
        <h1 id="lock-title">{words.firstTitle}</h1>
        <p class="soft" dir="auto">
          {words.user(open.user, open.office)}
        </p>
        <p>{words.firstLead}</p>
      </div>
      {!start && <Notice tone="mind">{words.noStart}</Notice>}
      <PassphraseBox
        label={words.passphrase}
        hint={words.firstHint(open.passphrase_min)}
        value={first}
        onInput={setFirst}
        isShown={isShown}
        isNew
      />
      <div class="stack gap1">
        <PassphraseBox
          label={words.repeat}
          value={second}
          onInput={setSecond}
          error={error}
          isShown={isShown}
          isNew
        />
        <ShowButton isShown={isShown} onChange={setShown} />
      </div>
      <Button type="submit" kind="primary" size="large" disabled={!first || !second}>
        {words.start}
      </Button>
    </form>
  );
}

/** The word behind #start= in the address that the program printed. */
const started = /^#start=(.+)$/.exec(location.hash)?.[1] ?? '';
const startWord = () => started;

interface BoxProps {
  label: string;
  hint?: string;
  value: string;
  onInput: (value: string) => void;
  error?: string;
  isShown: boolean;
  isNew?: boolean;
}

function PassphraseBox({ isShown, isNew, ...rest }: BoxProps) {
  return (
    <TextField
      {...rest}
      type={isShown ? 'text' : 'password'}
      autocomplete={isNew ? 'new-password' : 'current-password'}
    />
  );
}

function ShowButton({ isShown, onChange }: { isShown: boolean; onChange: (isShown: boolean) => void }) {
  const words = t().common.unlock;
  return (
    <div>
      <Button kind="quiet" size="small" icon="eye" class="flush-start" onClick={() => onChange(!isShown)}>
        {isShown ? words.hide : words.show}
      </Button>
    </div>
  );
}
