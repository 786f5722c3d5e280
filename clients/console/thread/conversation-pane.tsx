// One conversation: header, messages, composer, and the customer beside them.

import { Drawer, Loader } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useState } from 'react';

import { ApiProblem } from '../api/problem.js';
import { useInboxRows } from '../chat/chat.js';
import { useWatched } from '../chat/use-watched.js';
import { CustomerPanel } from '../customer/customer-panel.js';
import { useI18n } from '../i18n/i18n.js';
import { readStored, writeStored } from '../shell/stored.js';
import { Composer } from './composer.js';
import { ConflictDialog } from './conflict-dialog.js';
import { headOf } from './head.js';
import { MessageList } from './message-list.js';
import { ThreadHeader } from './thread-header.js';
import { useChange } from './use-change.js';
import { useDetail } from './use-detail.js';
import { useDraft } from './use-draft.js';

const PANEL = 'shopbell.panel';

/** The pane of a conversation. */
export function ConversationPane({ id, onBack }: { id: string; onBack: () => void }) {
  const { t } = useI18n();
  const state = useWatched(id);
  const row = useInboxRows().find((candidate) => candidate.id === id);
  const detail = useDetail(id);
  const head = headOf([row, detail.data], state);
  const change = useChange(head);
  const draft = useDraft(id);
  const panel = usePanel();
  const { quote } = draft;
  const onReply = useCallback((seq: number) => quote(seq), [quote]);

  if (!head) {
    const gone = detail.error instanceof ApiProblem && detail.error.status > 0 && detail.error.status < 500;
    return (
      <div className="sb-empty">
        {gone ? (
          <strong role="alert">{t('thread.gone')}</strong>
        ) : (
          <Loader size="sm" aria-label={t('thread.loading')} />
        )}
      </div>
    );
  }
  const customer = <CustomerPanel head={head} detail={detail.data ?? null} change={change} />;
  return (
    <div className="sb-conversation">
      <section className="sb-thread">
        <ThreadHeader head={head} change={change} onBack={onBack} panelOpen={panel.open} onPanel={panel.toggle} />
        <MessageList state={state} head={head} onReply={onReply} />
        <Composer head={head} state={state} draft={draft} />
      </section>
      {panel.beside ? (
        panel.open && <aside className="sb-customer">{customer}</aside>
      ) : (
        <Drawer
          opened={panel.open}
          onClose={panel.toggle}
          position="right"
          size={340}
          title={t('customer.panel')}
          padding="md"
        >
          {customer}
        </Drawer>
      )}
      <ConflictDialog change={change} />
    </div>
  );
}

/** Whether the customer is shown: beside the thread where there is room, else over it when asked for. */
function usePanel() {
  const beside = useMediaQuery('(min-width: 1200px)', true, { getInitialValueInEffect: false });
  const [wanted, setWanted] = useState(() => readStored(localStorage, PANEL) !== 'closed');
  const [over, setOver] = useState(false);
  const toggle = useCallback(() => {
    if (!beside) setOver((before) => !before);
    else {
      setWanted(!wanted);
      writeStored(localStorage, PANEL, wanted ? 'closed' : null);
    }
  }, [beside, wanted]);
  return { beside, open: beside ? wanted : over, toggle };
}
