// Tells the truth about the connection; nothing is shown while all is well.

import { Button, Loader } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

import type { Client, ClientState } from '../../sdk/index.js';
import { useChat, useClientState } from '../chat/chat.js';
import { type I18n, useI18n } from '../i18n/i18n.js';
import { useNow } from './use-now.js';

/** Shorter breaks are not worth a word. */
const PATIENCE_MS = 1_500;

/** Whether the connection has been away for so long that it is told. */
function useAway(state: ClientState): boolean {
  const well = state.name === 'online' || (state.name === 'stopped' && state.reason !== 'refused');
  const [away, setAway] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setAway(!well), well ? 0 : PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [well]);
  return away && !well;
}

/** The browser knows of a lost network before a silent connection shows it. */
function useProbeWhenOffline(client: Client): void {
  useEffect(() => {
    const probe = (): void => client.probe();
    window.addEventListener('offline', probe);
    return () => window.removeEventListener('offline', probe);
  }, [client]);
}

function textOf(state: ClientState, { t }: I18n): string {
  if (state.name === 'connecting') return t('connection.connecting');
  if (state.name === 'stopped') return t('connection.stopped');
  return t(state.name === 'offline' && state.reason === 'busy' ? 'connection.busy' : 'connection.offline');
}

/** Says when it is tried again. */
function NextTry({ retryAt }: { retryAt: number }) {
  const { t, format } = useI18n();
  const leftMs = retryAt - useNow(1_000);
  return leftMs > 0 ? (
    <span className="sb-bar-next" aria-hidden="true">
      {t('connection.next', { wait: format.span(leftMs + 999) })}
    </span>
  ) : null;
}

/** A line over the page. */
export function ConnectionBar() {
  const i18n = useI18n();
  const { client } = useChat();
  const state = useClientState();
  const away = useAway(state);
  useProbeWhenOffline(client);
  if (!away) return <div className="sb-bar-place" role="status" />;
  const stopped = state.name === 'stopped';
  return (
    <div className="sb-bar-place" role="status">
      <div className="sb-bar" data-kind={state.name}>
        {state.name === 'connecting' ? (
          <Loader size={14} color="currentColor" />
        ) : (
          <IconPlugConnectedX size={17} aria-hidden="true" />
        )}
        <span className="sb-bar-text">{textOf(state, i18n)}</span>
        {state.name === 'offline' && state.retryAt !== null && <NextTry retryAt={state.retryAt} />}
        {state.name !== 'connecting' && (
          <Button
            size="compact-xs"
            variant="white"
            color="dark"
            onClick={() => (stopped ? location.reload() : client.probe())}
          >
            {i18n.t(stopped ? 'app.reload' : 'connection.now')}
          </Button>
        )}
      </div>
    </div>
  );
}
