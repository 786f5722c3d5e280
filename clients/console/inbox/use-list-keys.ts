// Moving in the list by keys: J and K from anywhere but a field, arrows, Home and End inside the list. Enter opens, as on any link.

import { type KeyboardEvent, type RefObject, useEffect } from 'react';

const STEPS: Readonly<Record<string, number>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=menu]') !== null
  );
}

/** Puts the focus on the row `step` after the focused one, or else the open one. */
function move(list: HTMLElement, step: number): void {
  const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')];
  const focused = rows.findIndex((row) => row === document.activeElement);
  const from = focused >= 0 ? focused : rows.findIndex((row) => row.ariaCurrent === 'true');
  const to = from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + step));
  rows[to]?.focus();
}

/** Listens for J and K on the page; returns what the list itself listens with. */
export function useListKeys(list: RefObject<HTMLElement | null>): (event: KeyboardEvent) => void {
  useEffect(() => {
    function onKey(event: globalThis.KeyboardEvent): void {
      const step = event.key === 'j' || event.key === 'k' ? STEPS[event.key] : undefined;
      if (step === undefined || !list.current || isField(event.target)) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      event.preventDefault();
      move(list.current, step);
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [list]);
  return (event) => {
    if (!event.key.startsWith('Arrow')) return;
    const step = STEPS[event.key];
    if (step === undefined || !list.current) return;
    event.preventDefault();
    move(list.current, step);
  };
}
