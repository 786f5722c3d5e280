// A client against the fake server, with Vitest's fake timers.

import { afterEach, beforeEach, vi } from 'vitest';
import { createClient } from '../client.js';
import type { ServerFrames } from '../protocol.js';
import type { Client, ClientOptions, ClientState, Lifecycle } from '../types.js';
import { FakeServer } from './fake-server.js';

export interface Harness {
  server: FakeServer;
  client: Client;
  /** Every state, in order. */
  states: ClientState[];
  /** What the page tells its client. */
  page: Parameters<Lifecycle>[0];
  getToken: ReturnType<typeof vi.fn<() => Promise<string>>>;
}

/** Fake timers around every test of the file. */
export function useFakeTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-11-21T09:30:00.000Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** Lets time pass; 0 lets only what is due happen. */
export async function pass(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** A client that is not started yet. `random` is always 0.5, so the first wait is 750 ms. */
export function harness(options: Partial<ClientOptions> = {}, welcome: Partial<ServerFrames['welcome']> = {}): Harness {
  const server = new FakeServer();
  server.welcome = { ...server.welcome, ...welcome };
  let page: Parameters<Lifecycle>[0] = () => undefined;
  const getToken = vi.fn<() => Promise<string>>(() => Promise.resolve('token-1'));
  const client = createClient({
    url: 'wss://chat.example/ws',
    getToken,
    device: 'tab-1',
    client: 'widget/0.1.0',
    WebSocket: server.Socket,
    lifecycle: (tell) => {
      page = tell;
      return () => undefined;
    },
    random: () => 0.5,
    ...options,
  });
  const states: ClientState[] = [];
  client.on('state', (state) => states.push(state));
  return { server, client, states, page: (what) => page(what), getToken };
}

/** A client that is online. */
export async function online(
  options: Partial<ClientOptions> = {},
  welcome: Partial<ServerFrames['welcome']> = {},
): Promise<Harness> {
  const made = harness(options, welcome);
  made.client.start();
  await pass();
  return made;
}

/** What makes the welcome an agent's. */
export const asAgent: Partial<ServerFrames['welcome']> = { principal: { role: 'agent', id: 'agent-1', name: 'Ann' } };
