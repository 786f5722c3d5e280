// The scrolling of the message list: it stays at the newest message, does not jump when history is put in front, and tells
// when the shopper is at the end (has seen all) or near the top (wants more).

import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** So near to the end counts as at the end. */
const NEAR_END = 60;
/** So near to the top the next page of history is asked for. */
const NEAR_TOP = 240;

interface Wish {
  /** Keys of the oldest and the newest message; empty when there is none. */
  oldest: string;
  newest: string;
  /** The newest message is an own one that was just written. */
  justWrote: boolean;
  hasMore: boolean;
  loading: boolean;
  onTop: () => void;
}

interface Scroll {
  box: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  atEnd: boolean;
  onScroll: () => void;
  toEnd: () => void;
}

export function useScroll({ oldest, newest, justWrote, hasMore, loading, onTop }: Wish): Scroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const held = useRef({ oldest, newest, top: 0, height: 0, atEnd: true });
  const [atEnd, setAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  const wantMore = () => {
    if (hasMore && !loading && (box.current?.scrollTop ?? Infinity) < NEAR_TOP) onTop();
  };

  const measure = () => {
    const element = box.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    Object.assign(held.current, { top: scrollTop, height: scrollHeight });
    held.current.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    setAtEnd(held.current.atEnd);
  };

  useLayoutEffect(() => {
    const element = box.current;
    const before = held.current;
    if (!element) return;
    if (before.atEnd || (justWrote && newest !== before.newest)) toEnd();
    else if (oldest !== before.oldest) element.scrollTop = before.top + element.scrollHeight - before.height;
    Object.assign(before, { oldest, newest });
    measure();
  });

  useEffect(wantMore, [oldest, hasMore, loading]);

  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (held.current.atEnd) toEnd();
    });
    for (const element of [box.current, content.current]) if (element) observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    measure();
    wantMore();
  };
  return { box, content, atEnd, onScroll, toEnd };
}
