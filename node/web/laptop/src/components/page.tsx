// One screen: its title is the document's title and takes the focus when the screen comes up.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { ApiError, isLocked } from '../api/client';
import type { Resource } from '../api/store';
import { t } from '../i18n';
import { Button, LinkButton } from './button';
import { Empty } from './notice';

/** A name of 200 characters is shown in full, but smaller. */
const LONG_TITLE = 70;

interface Props {
  title: string;
  /** What kind of screen it is, when the title is a person's name. */
  eyebrow?: string;
  /** What the title shows, when that is more than words. */
  heading?: ComponentChildren;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** The document's title; while it is locked, the program's name alone. */
export function useTitle(title: string): void {
  useEffect(() => {
    const { product } = t().common;
    document.title = isLocked.value ? product : `${title} · ${product}`;
  }, [title, isLocked.value]);
}

export function Page({ title, eyebrow, heading, lead, actions, children }: Props) {
  const h1 = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    // A person who already types in the new screen is not interrupted.
    const active = document.activeElement;
    if (!active || active === document.body || active.tagName === 'A')
      h1.current?.focus({ preventScroll: true });
  }, []);
  useTitle(title);
  return (
    <>
      <header class="page-head">
        <div class="grow">
          {eyebrow && <p class="page-eyebrow">{eyebrow}</p>}
          <h1 ref={h1} tabIndex={-1} class={title.length > LONG_TITLE ? 'long' : ''}>
            {heading ?? title}
          </h1>
          {lead && <div class="lead">{lead}</div>}
        </div>
        {actions && <div class="row gap2 no-print">{actions}</div>}
      </header>
      {children}
    </>
  );
}

/** Shows what came, or that it is coming, or why it did not. */
export function Loaded<T>({
  resource,
  children,
}: {
  resource: Resource<T>;
  children: (data: T) => ComponentChildren;
}) {
  const { data, error } = resource;
  if (data) return <>{children(data)}</>;
  if (!error)
    return (
      <p class="faint" role="status">
        {t().common.loading}
      </p>
    );
  if (error instanceof ApiError && error.status === 404) return <NotFound />;
  return (
    <Empty icon="alert" title={t().common.failed}>
      <p>{error.message}</p>
      <Button onClick={resource.reload}>{t().common.retry}</Button>
    </Empty>
  );
}

export function NotFound() {
  return (
    <Empty icon="search" title={t().common.notFound}>
      <p>{t().common.notFoundHint}</p>
      <LinkButton href="#/today">{t().common.backToToday}</LinkButton>
    </Empty>
  );
}
