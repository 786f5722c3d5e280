/** @jsxImportSource preact */
// Where the shopper writes. Enter sends, Shift+Enter makes a line; never while an input method composes a word.

import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Counter } from './counter.js';
import { Icon } from './icon.js';
import { useLanguage } from './language-context.js';

/** The counter shows from this share of the limit on. */
const COUNT_FROM = 0.9;
/** An input method's key, in browsers that end the composition before they tell of the key. */
const COMPOSING_KEY = 229;

interface Props {
  text: string;
  limit: number;
  /** Whether a message could be taken now, be it for later. */
  canSend: boolean;
  /** Rises whenever the composer shall take the focus. */
  focus: number;
  onText: (text: string) => void;
  onSend: (text: string) => void;
  onPause: () => void;
}

export function Composer({ text, limit, canSend, focus, onText, onSend, onPause }: Props) {
  const { words } = useLanguage();
  const field = useRef<HTMLTextAreaElement>(null);
  const over = text.length - limit;
  const ready = canSend && text.trim() !== '' && over <= 0;

  useEffect(() => {
    if (focus > 0) field.current?.focus({ preventScroll: true });
  }, [focus]);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  const send = () => {
    if (ready) onSend(text.trim());
    field.current?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || event.shiftKey || composes(event)) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder={words.write}
          aria-label={words.write}
          aria-invalid={over > 0}
          enterkeyhint="send"
          autocomplete="off"
          dir="auto"
          onInput={(event) => onText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={onPause}
        />
        <button type="submit" class="send" disabled={!ready} aria-label={words.send} title={words.send}>
          <Icon name="send" />
        </button>
      </div>
      {text.length >= limit * COUNT_FROM && <Counter length={text.length} limit={limit} />}
    </form>
  );
}

function composes(event: TargetedKeyboardEvent<HTMLTextAreaElement>): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari shows it in no other way.
  return event.isComposing || event.keyCode === COMPOSING_KEY;
}
