// Where a thread is scrolled to: it stays at the end while new lines come, does not jump when older ones are put above, and
// asks for older ones near the top.

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const AT_END_PX = 48;
const NEAR_TOP_PX = 600;

interface Options {
  /** `seq` of the oldest line; smaller when older ones were put above. */
  first: number;
  /** Changes whenever the lines do. */
  lines: unknown;
  canLoad: boolean;
  onNearTop: () => void;
}

/** What a scrolling thread needs. */
export interface Scroll {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  readonly atEnd: boolean;
  readonly onScroll: () => void;
  readonly toEnd: () => void;
}

/** Keeps the place. */
export function useScroll({ first, lines, canLoad, onNearTop }: Options): Scroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const place = useRef({ end: true, fromBottom: 0, first: 0 });
  const [atEnd, setAtEnd] = useState(true);

  const note = useCallback(() => {
    if (!box.current) return;
    const { scrollHeight, scrollTop, clientHeight } = box.current;
    const end = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    place.current = { ...place.current, end, fromBottom: scrollHeight - scrollTop };
    setAtEnd(end);
  }, []);

  const toEnd = useCallback(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    note();
  }, [note]);

  const askNearTop = useCallback(() => {
    if (canLoad && box.current && box.current.scrollTop < NEAR_TOP_PX) onNearTop();
  }, [canLoad, onNearTop]);

  const onScroll = useCallback(() => {
    note();
    askNearTop();
  }, [note, askNearTop]);

  useLayoutEffect(() => {
    if (!box.current) return;
    const before = place.current;
    if (before.end) toEnd();
    else if (before.first > 0 && first < before.first)
      box.current.scrollTop = box.current.scrollHeight - before.fromBottom;
    place.current.first = first;
    note();
  }, [first, lines, toEnd, note]);

  useEffect(askNearTop, [first, askNearTop]);

  // Pictures that load and a composer that grows move the end too.
  useEffect(() => {
    const watcher = new ResizeObserver(() => place.current.end && toEnd());
    if (box.current) watcher.observe(box.current);
    if (content.current) watcher.observe(content.current);
    return () => watcher.disconnect();
  }, [toEnd]);

  return { box, content, atEnd, onScroll, toEnd };
}
