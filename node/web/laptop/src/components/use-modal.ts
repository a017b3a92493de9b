import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/** Opens the dialog over the page, with the focus on `first`; afterwards the focus is where it was. */
export function useModal(dialog: RefObject<HTMLDialogElement>, first: string): void {
  // At once: what has the focus may be hidden with the next picture.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const element = dialog.current!;
    element.showModal();
    element.querySelector<HTMLElement>(first)?.focus();
    return () => {
      element.close();
      // Once the dialog is gone: an input that gets the focus back while that is being removed takes no text.
      setTimeout(() => before instanceof HTMLElement && focusAnew(before));
    };
  }, []);
}

function focusAnew(element: HTMLElement): void {
  const now = document.activeElement;
  if (now && now !== document.body && now !== element) return;
  element.blur();
  element.focus({ preventScroll: true });
}
