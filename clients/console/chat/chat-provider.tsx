// The live connection of the agent who is signed in, for everything below.

import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';

import { createClient } from '../../sdk/index.js';
import type { AgentRow } from '../../sdk/protocol.js';
import type { Session } from '../api/session.js';
import { useServices } from '../shell/services.js';
import { ChatContext } from './chat.js';
import { deviceId } from './device.js';

interface Props {
  agent: AgentRow;
  /** False while the sign-in has ended: the connection is then let go until it is renewed. */
  signedIn: boolean;
  children: ReactNode;
}

function connect(session: Session, agentId: string) {
  return createClient({
    url: `${location.origin.replace(/^http/, 'ws')}/ws`,
    getToken: () => session.token(),
    device: deviceId(),
    client: 'console/0.1.0',
    storage: sessionStorage,
    storageKey: `shopbell.outbox.${agentId}`,
  });
}

/** What was refused while nobody was signed in is asked again. */
function useFreshAnswers(signedIn: boolean): void {
  const cache = useQueryClient();
  const before = useRef(signedIn);
  useEffect(() => {
    if (signedIn && !before.current) void cache.invalidateQueries();
    before.current = signedIn;
  }, [cache, signedIn]);
}

/** Connects, and gives the client and the agent. */
export function ChatProvider({ agent, signedIn, children }: Props) {
  const { session } = useServices();
  const [client] = useState(() => connect(session, agent.id));
  useEffect(() => {
    if (signedIn) client.start();
    return () => client.stop();
  }, [client, signedIn]);
  useFreshAnswers(signedIn);
  const chat = useMemo(() => ({ client, me: agent }), [client, agent]);
  return <ChatContext value={chat}>{children}</ChatContext>;
}
