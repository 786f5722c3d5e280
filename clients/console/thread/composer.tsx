// Where agents write: a reply to the customer or a note for the team, told apart at a glance.

import { Button, Textarea } from '@mantine/core';
import { IconLock, IconSend2 } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';

import type { ConversationState } from '../../sdk/index.js';
import { customerName } from '../customer/customer-name.js';
import { useI18n } from '../i18n/i18n.js';
import { ComposerHints } from './composer-hints.js';
import { ComposerModes } from './composer-modes.js';
import { ComposerQuote } from './composer-quote.js';
import type { Head } from './head.js';
import { useCompose } from './use-compose.js';
import type { DraftControl } from './use-draft.js';

interface Props {
  head: Head;
  state: ConversationState | undefined;
  draft: DraftControl;
}

/** On a phone Enter begins a line and the keyboard does not jump up by itself. */
const byFinger = (): boolean => matchMedia('(pointer: coarse)').matches;

/** Whether a key is part of an input method's work on a word. */
function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  // Safari ends the composition before the key that ended it; only the old code still tells.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return nativeEvent.isComposing || nativeEvent.keyCode === 229;
}

/** The composer of a conversation. */
export function Composer({ head, state, draft: control }: Props) {
  const { t } = useI18n();
  const { draft } = control;
  const compose = useCompose(head.id, control);
  const field = useRef<HTMLTextAreaElement>(null);
  const noting = draft.mode === 'note';

  useEffect(() => {
    if (!byFinger()) field.current?.focus();
  }, [draft.mode, draft.replyTo]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') field.current?.blur();
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event) || byFinger()) return;
    event.preventDefault();
    compose.send();
  }

  const hint = noting ? t('composer.noteHint') : t('composer.replyHint', { name: customerName(head.customer, t) });
  return (
    <div className="sb-composer" data-mode={draft.mode}>
      <div className="sb-composer-box">
        <ComposerModes mode={draft.mode} onChange={(mode) => control.change({ mode })} />
        {draft.replyTo !== null && !noting && (
          <ComposerQuote state={state} seq={draft.replyTo} onDrop={() => control.change({ replyTo: null })} />
        )}
        <Textarea
          ref={field}
          variant="unstyled"
          autosize
          minRows={2}
          maxRows={9}
          dir="auto"
          aria-label={`${t('composer.label')}: ${t(noting ? 'composer.note' : 'composer.reply')}`}
          placeholder={hint}
          value={draft.text}
          onChange={(event) => compose.typed(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <div className="sb-composer-foot">
          <ComposerHints compose={compose} reopens={head.status === 'resolved' && !noting} />
          <Button
            className="sb-send"
            size="sm"
            loading={compose.busy}
            disabled={!compose.maySend}
            rightSection={noting ? <IconLock size={16} /> : <IconSend2 size={17} />}
            onClick={compose.send}
          >
            {t(noting ? 'composer.saveNote' : 'composer.send')}
          </Button>
        </div>
      </div>
    </div>
  );
}
