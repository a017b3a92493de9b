import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { t } from '../i18n';
import { Button, LinkButton } from './button';
import { Empty } from './notice';
import { Page } from './page';

interface Props {
  children: ComponentChildren;
  /** Around a whole screen: what stands instead of it is a screen too. */
  isScreen?: boolean;
}

/** A value that nobody thought of breaks this part only, never what stands around it. */
export function Guard({ children, isScreen = false }: Props) {
  const [error, reset] = useErrorBoundary();
  if (!error) return <>{children}</>;
  const words = t().common;
  const because = <p class="faint">{String((error as Error).message ?? error)}</p>;
  if (!isScreen) {
    return (
      <Empty icon="alert" title={words.failed}>
        {because}
        <Button onClick={reset}>{words.retry}</Button>
      </Empty>
    );
  }
  return (
    <Page title={words.failed} lead={words.failedHint}>
      <div class="stack">
        {because}
        <div class="row gap2">
          <Button kind="primary" onClick={reset}>
            {words.retry}
          </Button>
          <LinkButton href="#/today">{words.backToToday}</LinkButton>
        </div>
      </div>
    </Page>
  );
}
