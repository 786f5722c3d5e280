/** @jsxImportSource preact */
// The whole panel: header, notice, messages, composer, and the draft that survives a reload.

import { useMemo, useState } from 'preact/hooks';
import type { ChatView } from '../chat/chat-view.js';
import type { Chat } from '../chat/chat.js';
import type { Language } from '../words/language.js';
import { Composer } from './composer.js';
import { Header } from './header.js';
import { LanguageContext } from './language-context.js';
import { MessageList } from './message-list.js';
import { Notice } from './notice.js';
import { Refused } from './refused.js';
import { Skeleton } from './skeleton.js';
import { Suggestions } from './suggestions.js';
import { timelineOf } from './timeline.js';

/** What is kept of an unfinished message. */
export interface Draft {
  read: () => string;
  write: (text: string) => void;
}

interface Props {
  chat: Chat;
  view: ChatView;
  language: Language;
  draft: Draft;
  awake: boolean;
  focus: number;
  onClose: () => void;
}

export function App({ chat, view, language, draft, awake, focus, onClose }: Props) {
  const [text, setText] = useState(draft.read);
  const [wanted, setWanted] = useState(0);
  const rows = useMemo(() => timelineOf(view.threads, view.unplaced), [view.threads, view.unplaced]);
  const welcome = view.settled && rows.length === 0;
  const refused = view.link === 'refused';
  const change = (next: string) => {
    setText(next);
    draft.write(next);
    chat.typing(next.trim() !== '');
  };
  const send = (ready: string) => {
    chat.send(ready);
    setText('');
    draft.write('');
  };
  const pick = (words: string) => {
    change(words);
    setWanted((before) => before + 1);
  };
  return (
    <LanguageContext.Provider value={language}>
      <main class="panel">
        <Header view={view} welcome={welcome && !refused} onClose={onClose} />
        {view.troubled && !refused && <Notice onTry={() => chat.tryAgain()} />}
        {refused ? (
          <Refused onTry={() => chat.tryAgain()} />
        ) : rows.length === 0 && !view.settled ? (
          <Skeleton />
        ) : (
          <MessageList
            view={view}
            rows={rows}
            awake={awake}
            onTop={() => void chat.loadBefore()}
            onSeen={() => chat.read()}
            onRetry={(message) => chat.retry(message)}
            onCancel={(message) => chat.cancel(message)}
          />
        )}
        {welcome && !refused && text === '' && <Suggestions onPick={pick} />}
        {!refused && (
          <Composer
            text={text}
            limit={view.textLimit}
            canSend={view.shop !== null}
            focus={focus + wanted}
            onText={change}
            onSend={send}
            onPause={() => chat.typing(false)}
          />
        )}
      </main>
    </LanguageContext.Provider>
  );
}
