// Being connected: the states, and when a client comes back after which end.

import { describe, expect, it, vi } from 'vitest';
import { GOLDEN_SERVER_FRAMES } from '../../src/protocol/index.js';
import { StopError } from './types.js';
import { row } from './testing/examples.js';
import { harness, online, pass, useFakeTime } from './testing/harness.js';

useFakeTime();

describe('coming online', () => {
  it('says hello with token, device and client, and is online at the welcome', async () => {
    const { server, client, states } = await online();
    expect(server.peer.protocols).toEqual(['shopbell.v1']);
    expect(server.peer.url).not.toContain('token');
    expect(server.peer.last('hello')).toEqual({ token: 'token-1', device: 'tab-1', client: 'widget/0.1.0', watch: {} });
    expect(states.map((state) => state.name)).toEqual(['connecting', 'online']);
    expect(client.principal?.id).toBe('customer-1');
  });

  it('tries again when connecting and welcome take longer than 8 s', async () => {
    const { server, client } = harness();
    server.answersHello = false;
    client.start();
    await pass(7_999);
    expect(client.state.name).toBe('connecting');
    await pass(1);
    expect(client.state).toMatchObject({ name: 'offline', reason: 'network', retryAt: Date.now() + 750 });
    expect(server.peer.closedByClient).toBe(true);
  });

  it('waits half a second plus a random part of a doubling time, 20 s at most', async () => {
    const { server, client, states } = harness();
    server.refuses = true;
    client.start();
    await pass(120_000);
    const waits: number[] = [];
    let now = 0;
    for (const state of states) {
      if (state.name !== 'offline' || state.retryAt === null) continue;
      waits.push(state.retryAt - now);
      now = state.retryAt;
    }
    expect(waits.slice(1, 8)).toEqual([1000, 1500, 2500, 4500, 8500, 10_500, 10_500]);
  });

  it('begins the waits anew after 60 s of a good connection, and not sooner', async () => {
    const { server, client } = await online();
    server.peer.cut(1006);
    await pass(750);
    await pass(30_000);
    server.peer.push('ping', {});
    await pass(29_999);
    server.peer.cut(1006);
    expect(client.state).toMatchObject({ retryAt: Date.now() + 1000 });
    await pass(1000);
    for (let s = 0; s < 60; s += 20) {
      server.peer.push('ping', {});
      await pass(20_000);
    }
    server.peer.cut(1006);
    expect(client.state).toMatchObject({ retryAt: Date.now() + 750 });
  });

  it('stops for good when getToken rejects with a StopError, and tries again after any other rejection', async () => {
    const { client, getToken } = harness();
    getToken.mockRejectedValueOnce(new Error('no network')).mockRejectedValueOnce(new StopError('blocked'));
    client.start();
    await pass();
    expect(client.state).toMatchObject({ name: 'offline', reason: 'token' });
    await pass(750);
    expect(client.state).toEqual({ name: 'stopped', reason: 'refused' });
    await pass(100_000);
    expect(getToken).toHaveBeenCalledTimes(2);
  });

  it('keeps the token over reconnects', async () => {
    const { server, getToken } = await online();
    server.peer.cut(1006);
    await pass(750);
    expect(server.peers).toHaveLength(2);
    expect(getToken).toHaveBeenCalledTimes(1);
  });

  it('names the former session and the life of the log when it comes back', async () => {
    const { server } = await online();
    server.peer.cut(1012);
    await pass(750);
    expect(server.peer.last('hello')).toMatchObject({ resumes: 'session-1', log: 'log-1' });
  });
});

describe('close codes', () => {
  it('4001: takes a new token first', async () => {
    const { server, getToken } = await online();
    getToken.mockResolvedValueOnce('token-2');
    server.peer.cut(4001);
    await pass(750);
    expect(server.peer.last('hello').token).toBe('token-2');
  });

  it('4009: comes back after 5 s with a new device id', async () => {
    const { server, client } = await online();
    server.peer.cut(4009);
    expect(client.state).toMatchObject({ name: 'offline', reason: 'replaced', closeCode: 4009 });
    await pass(4_999);
    expect(server.peers).toHaveLength(1);
    await pass(1);
    expect(server.peer.last('hello').device).not.toBe('tab-1');
    expect(server.peer.last('hello').device).toBe(client.device);
  });

  it('4013: comes back when the error before it said', async () => {
    const { server, client } = await online();
    server.peer.push('error', { code: 'unavailable', message: '', of: 'hello', retryAfterMs: 7_000 });
    server.peer.cut(4013);
    expect(client.state).toMatchObject({ reason: 'busy', retryAt: Date.now() + 7_000 });
  });

  it.each([4500, 4501, 4502, 4503, 4504, 4999])('%i: stays away until started anew', async (code) => {
    const { server, client } = await online();
    server.peer.cut(code);
    expect(client.state).toEqual({ name: 'stopped', reason: 'refused', closeCode: code });
    await pass(100_000);
    expect(server.peers).toHaveLength(1);
    client.start();
    await pass();
    expect(client.state.name).toBe('online');
  });

  it.each([1001, 1006, 1012, 4006, 4007, 4008, 4499])('%i: comes back by the backoff', async (code) => {
    const { server, client } = await online();
    server.peer.cut(code);
    await pass(750);
    expect(client.state.name).toBe('online');
  });

  it('drain: goes at a random moment within the time, and waits for it if it is closed before', async () => {
    const { server, client } = await online();
    server.peer.push('drain', { withinMs: 10_000 });
    await pass(4_999);
    expect(client.state.name).toBe('online');
    await pass(2);
    expect(server.peers).toHaveLength(2);
    server.peer.push('drain', { withinMs: 10_000 });
    await pass(1_000);
    server.peer.cut(1012);
    expect(client.state).toMatchObject({ name: 'offline', reason: 'drain', retryAt: Date.now() + 4_000 });
  });

  it('expiring: refreshes with a new token on the same connection', async () => {
    const { server, getToken } = await online();
    getToken.mockResolvedValueOnce('token-2');
    server.peer.push('expiring', { inMs: 60_000 });
    await pass();
    expect(server.peer.last('refresh')).toEqual({ token: 'token-2' });
    expect(server.peers).toHaveLength(1);
  });
});

describe('signs of life', () => {
  it('answers a ping from inside the message handler', async () => {
    const { server } = await online();
    server.peer.push('ping', {});
    expect(server.peer.all('pong')).toHaveLength(1);
  });

  it('reconnects after 45 s of silence', async () => {
    const { server, client } = await online();
    await pass(44_999);
    expect(client.state.name).toBe('online');
    await pass(1);
    expect(client.state).toMatchObject({ name: 'offline', reason: 'silent' });
    expect(server.peer.closedByClient).toBe(true);
  });

  it('asks after a wake-up, and reconnects if nothing answers within 3 s', async () => {
    const { server, client, page } = await online();
    page('wake');
    expect(server.peer.all('ping')).toHaveLength(1);
    server.peer.push('pong', {});
    await pass(3_000);
    expect(client.state.name).toBe('online');
    page('wake');
    await pass(2_999);
    expect(client.state.name).toBe('online');
    await pass(1);
    expect(client.state).toMatchObject({ name: 'offline', reason: 'silent' });
  });

  it('asks after a jump of the wall clock, forward or back', async () => {
    const { server } = await online();
    await pass(1_000);
    vi.setSystemTime(Date.now() + 3_600_000);
    await pass(5_000);
    expect(server.peer.all('ping')).toHaveLength(1);
    server.peer.push('pong', {});
    vi.setSystemTime(Date.now() - 7_200_000);
    await pass(5_000);
    expect(server.peer.all('ping')).toHaveLength(2);
  });

  it('connects at once when it wakes up offline, but not where the server said when', async () => {
    const { server, client, page } = await online();
    server.refuses = true;
    server.peer.cut(1006);
    await pass(5_000);
    expect(client.state.name).toBe('offline');
    server.refuses = false;
    page('wake');
    await pass();
    expect(client.state.name).toBe('online');
    server.peer.cut(4009);
    await pass(2_000);
    page('wake');
    await pass();
    expect(client.state.name).toBe('offline');
  });

  it('closes when the page is hidden away and comes back with it', async () => {
    const { server, client, page } = await online();
    page('leave');
    expect(server.peer.closedByClient).toBe(true);
    expect(client.state).toEqual({ name: 'offline', reason: 'page', retryAt: null });
    await pass(100_000);
    expect(server.peers).toHaveLength(1);
    page('wake');
    await pass();
    expect(client.state.name).toBe('online');
  });

  it('stays closed after stop', async () => {
    const { server, client } = await online();
    client.stop();
    await pass(100_000);
    expect(server.peers).toHaveLength(1);
    expect(client.state).toEqual({ name: 'stopped', reason: 'stopped' });
  });
});

describe('what comes in', () => {
  it('accepts every golden frame', async () => {
    const { server, client } = await online();
    const errors: string[] = [];
    client.on('error', (error) => errors.push(error.of));
    for (const frame of GOLDEN_SERVER_FRAMES) server.peer.pushText(JSON.stringify(frame));
    expect(errors).toEqual(['sync']);
    expect(client.state).toMatchObject({ name: 'offline', closeCode: 4013 });
  });

  it('bears frames that are unknown, ill-shaped or hostile', async () => {
    const { server, client } = await online();
    const broken = { ...row('c1', 3), assignee: 7, lastEventAt: null };
    const frames: unknown[] = [
      'no json',
      '',
      '7',
      'null',
      '[]',
      '{}',
      '{"event":7,"data":{}}',
      '{"event":"event"}',
      new ArrayBuffer(4),
      undefined,
      ...['constructor', '__proto__', 'toString', 'confetti'].map((event) => JSON.stringify({ event, data: {} })),
      ...GOLDEN_SERVER_FRAMES.filter((frame) => frame.event !== 'close').flatMap(({ event }) =>
        [
          {},
          { conversation: {} },
          { id: 1, seq: 'x' },
          { events: [null, 1, {}], conversation: 'c1' },
          { upserts: [broken, null], removed: {} },
          {
            conversation: '__proto__',
            seq: 1,
            after: 0,
            type: '__proto__',
            by: { id: 'x', role: 'x' },
            at: 'x',
            counts: { shop: 0, customer: 0 },
          },
        ].map((data) => JSON.stringify({ event, data })),
      ),
      JSON.stringify({ event: 'welcome', data: { session: 1 } }),
    ];
    for (const frame of frames) expect(() => server.peer.pushText(frame)).not.toThrow();
    expect(client.state.name).toBe('online');
    expect(({} as { seq?: number }).seq).toBeUndefined();
  });
});
