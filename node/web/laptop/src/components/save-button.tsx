// A save button that tells the truth: saving, not saved yet (and trying again), saved on this laptop, or why
// not.
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ApiError, refuseWhileLocked, waiting } from '../api/client';
import { t } from '../i18n';
import { problemSentences } from '../i18n/problems';
import { Button } from './button';
import { Icon, type IconName } from './icon';
import { say } from './toast';

export interface Saving {
  isBusy: boolean;
  error: Error | null;
  /** Runs one save at a time; true when it is done. */
  run: (work: () => Promise<unknown>, saidAfter?: string) => Promise<boolean>;
}

export function useSaving(): Saving {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const running = useRef(false);
  const run: Saving['run'] = async (work, saidAfter = t().common.saved) => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      refuseWhileLocked();
      await work();
      if (saidAfter) say(saidAfter);
      return true;
    } catch (failure) {
      setError(failure as Error);
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { isBusy, error, run };
}

export function SaveProblem({ error }: { error: Error | null }) {
  if (!error) return null;
  const why = error instanceof ApiError ? problemSentences(error.problem) : error.message;
  return (
    <p class="notice alert" role="alert">
      <Icon name="alert" />
      <span class="grow">
        <strong>{t().common.notSavedBecause}</strong> {why}
      </span>
    </p>
  );
}

interface Props {
  saving: Saving;
  children: ComponentChildren;
  icon?: IconName;
  kind?: 'primary' | '' | 'danger';
  size?: 'large' | 'small' | '';
  disabled?: boolean;
  onClick?: () => void;
  type?: 'button' | 'submit';
}

export function SaveButton({
  saving,
  children,
  icon,
  kind = 'primary',
  size = '',
  disabled,
  onClick,
  type = 'submit',
}: Props) {
  return (
    <>
      <Button
        type={type}
        kind={kind}
        size={size}
        icon={icon}
        disabled={disabled || saving.isBusy}
        onClick={onClick}
      >
        {children}
      </Button>
      <span role="status" class="small soft">
        {saving.isBusy && (waiting.value ? t().common.notSaved : t().common.saving)}
      </span>
    </>
  );
}
