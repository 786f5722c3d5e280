// The routes: right answers, wrong requests, and that nothing of a shop is reached with the ids of another.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { AgentPrincipal, CustomerPrincipal } from '../../../src/common/principal.js';
import type { FileContent } from '../../../src/protocol/index.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import { type CallOptions, ConversationsApp, type Reply, text, uuid } from './conversations-app.js';

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT';

describe.each(DIALECTS)('the routes on %s', (dialect) => {
  let host: DatabaseHost;
  let on: ConversationsApp;
  let shop: string;
  let agent: AgentPrincipal;
  let shopper: CustomerPrincipal;
  let tokens: { agent: string; shopper: string; key: string };
  let conversation: string;

  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    on = await ConversationsApp.start(host, { LIMIT_FILE_BYTES: '2048', LIMIT_UPLOADS_PER_MINUTE: '20' });
  });
  afterAll(async () => {
    await on.stop();
    await host.stop();
  });
  beforeEach(async () => {
    shop = await on.shop();
    agent = await on.agent({ [shop]: 'owner' });
    shopper = on.visitor(shop);
    ({ conversation } = await on.say(shopper, 'Hello'));
    tokens = { agent: await on.token(agent), shopper: await on.token(shopper), key: (await on.key(shop)).token };
  });

  const at = (path = ''): string => `/v1/conversations/${conversation}${path}`;
  const post = (path: string, token: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
    on.call('POST', path, token, { body, headers });

  describe('an append', () => {
    it('answers 201, its repeat 200 with the same place', async () => {
      const key = uuid();
      const send = () =>
        post(at('/messages'), tokens.agent, { content: text('Hi') }, { 'idempotency-key': key.toUpperCase() });
      const first = await send();
      expect(first).toMatchObject({ status: 201, body: { id: key, conversation, seq: 3 } });
      expect(first.body).not.toHaveProperty('duplicate');
      expect(await send()).toMatchObject({ status: 200, body: { id: key, seq: 3, duplicate: true } });
    });

    it('of each kind comes to the log', async () => {
      const body = { content: text('words') };
      expect((await post(at('/messages'), tokens.shopper, { ...body, replyTo: 2 })).status).toBe(201);
      expect((await post(at('/messages'), tokens.key, body)).status).toBe(201);
      expect((await post(at('/notes'), tokens.agent, { ...body, mentions: [agent.id] })).status).toBe(201);
      expect(
        (await on.call('PATCH', at('/messages/3'), tokens.shopper, { body: { content: text('edited') } })).status,
      ).toBe(201);
      expect((await post(at('/messages/3/recall'), tokens.agent, undefined)).status).toBe(201);
      expect((await post(at('/messages/3/recall'), tokens.agent, undefined)).status).toBe(200);
      expect((await post(at('/rating'), tokens.shopper, { score: 4 })).status).toBe(201);
      const change = { status: 'pending', assignee: agent.id, priority: 'high', tags: ['a'] };
      expect(await on.call('PATCH', at(), tokens.key, { body: change })).toMatchObject({
        status: 201,
        body: { seq: 9 },
      });
      expect(await on.call('PATCH', at(), tokens.key, { body: change })).toMatchObject({
        status: 200,
        body: { seq: 12 },
      });
      const types = (await on.events(conversation)).map((event) => event.type);
      expect(types.slice(2)).toEqual([
        'message',
        'message',
        'note',
        'edit',
        'recall',
        'rating',
        'status',
        'assignment',
        'priority',
        'tags',
      ]);
    });

    it('of a stale version answers 412 with the present row', async () => {
      const change = (ifMatch: string) =>
        on.call('PATCH', at(), tokens.agent, { body: { priority: 'high' }, headers: { 'if-match': ifMatch } });
      expect(await change('"7"')).toMatchObject({
        status: 412,
        body: { code: 'conflict', conversation: { id: conversation, version: 1 } },
      });
      expect((await change('"1"')).status).toBe(201);
      expect((await change('x')).status).toBe(400);
    });

    it('may leave nobody assigned', async () => {
      await on.call('PATCH', at(), tokens.agent, { body: { assignee: agent.id } });
      expect((await on.call('PATCH', at(), tokens.agent, { body: { assignee: null } })).status).toBe(201);
      expect((await on.call('GET', at(), tokens.agent)).body['assignee']).toBeNull();
    });
  });

  it('start a conversation with a customer', async () => {
    const customer = await on.customer(shop);
    const answer = await post('/v1/conversations', tokens.key, { customer: customer.id, content: text('Hi') });
    expect(answer).toMatchObject({ status: 201, body: { seq: 2 } });
    expect((await post('/v1/conversations', tokens.key, { customer: customer.id })).status).toBe(200);
    expect((await post('/v1/conversations', tokens.shopper, { customer: shopper.id })).status).toBe(403);
  });

  it('give the log in pages both ways, each audience its own', async () => {
    for (let index = 0; index < 4; index++) await on.say(agent, `word ${index}`, conversation);
    await post(at('/notes'), tokens.agent, { content: text('private') });
    const page = (token: string, query: string) => on.call('GET', at(`/events${query}`), token);
    const seqs = (reply: Reply) => (reply.body['events'] as { seq: number }[]).map((event) => event.seq);
    const newest = await page(tokens.agent, '?limit=2');
    expect([seqs(newest), newest.body['last'], newest.body['more']]).toEqual([[6, 7], 7, true]);
    const back = await page(tokens.agent, '?before=6&limit=100');
    expect([seqs(back), back.body['more']]).toEqual([[1, 2, 3, 4, 5], false]);
    const on1 = await page(tokens.shopper, '?after=4');
    expect([seqs(on1), on1.body['last'], on1.body['more'], on1.body['after']]).toEqual([[5, 6], 6, false, 4]);
    expect((await page(tokens.shopper, '?after=7')).body).toMatchObject({ code: 'conflict', reset: true });
    expect(await page(tokens.agent, '?after=8')).toMatchObject({
      status: 409,
      body: { reset: true, retryable: false },
    });
    for (const query of ['?after=-1', '?before=-1', '?after=x', '?after=1&before=3', '?limit=x', '?after=1e99']) {
      expect((await page(tokens.agent, query)).status).toBe(400);
    }
    expect((await page(tokens.agent, '?after=7')).body).toMatchObject({ events: [], last: 7, more: false, after: 7 });
  });

  describe('refuse', () => {
    it.each([
      ['no content', {}],
      ['no body', undefined],
      ['an unknown member', { content: text('a'), extra: 1 }],
      ['a text as content', { content: 'a' }],
      ['null as content', { content: null }],
      ['an empty text', { content: text('') }],
      ['half a surrogate pair', { content: text('\ud83d') }],
      ['a javascript address', { content: card('javascript:alert(1)') }],
      ['an http address', { content: card('http://shop.example') }],
      ['a reply to a text', { content: text('a'), replyTo: '1' }],
      ['a reply to nothing', { content: text('a'), replyTo: 999 }],
    ])('a message with %s', async (_name, body) => {
      expect(await post(at('/messages'), tokens.shopper, body)).toMatchObject({
        status: 400,
        body: { code: 'invalid' },
      });
    });

    it('what is too large or not supported', async () => {
      expect(await post(at('/messages'), tokens.shopper, { content: text('a'.repeat(10_001)) })).toMatchObject({
        status: 413,
      });
      expect(await post(at('/messages'), tokens.shopper, { content: { kind: 'form' } })).toMatchObject({ status: 422 });
    });

    it('__proto__ and friends without harm', async () => {
      const headers = { 'content-type': 'application/json' };
      const bodies = [
        '{"content":{"kind":"text","text":"a"},"__proto__":{"evil":1}}',
        '{"content":{"__proto__":{"kind":"text","text":"a"}}}',
        '{"constructor":{"prototype":{"evil":1}}}',
        '{"content":{"kind":"constructor"}}',
        '{',
      ];
      for (const payload of bodies) {
        const answer = await on.call('POST', at('/messages'), tokens.shopper, { payload, headers });
        expect([400, 422]).toContain(answer.status);
      }
      expect(Reflect.get({}, 'evil')).toBeUndefined();
      expect(await on.events(conversation)).toHaveLength(2);
    });

    it('a key that is no UUID, a seq that is no number, a status that is none', async () => {
      const body = { content: text('a') };
      expect((await post(at('/messages'), tokens.shopper, body, { 'idempotency-key': 'x' })).status).toBe(400);
      expect((await post(at('/messages/x/recall'), tokens.agent, undefined)).status).toBe(400);
      for (const change of [
        { status: 'gone' },
        { priority: 1 },
        { tags: 'a' },
        { tags: [''] },
        { assignee: 'me' },
        { until: '2030-01-01T00:00:00Z' },
      ]) {
        expect((await on.call('PATCH', at(), tokens.agent, { body: change })).status).toBe(400);
      }
    });

    it('who is not signed in, and what is not for the caller', async () => {
      expect((await on.call('GET', at())).status).toBe(401);
      expect((await on.call('GET', '/v1/conversations', tokens.shopper)).status).toBe(403);
      expect((await post(at('/notes'), tokens.shopper, { content: text('a') })).status).toBe(403);
      expect((await post(at('/rating'), tokens.agent, { score: 1 })).status).toBe(403);
      const reader = (await on.key(shop, ['conversations:read'])).token;
      expect((await post(at('/messages'), reader, { content: text('a') })).status).toBe(403);
      expect((await on.call('GET', at(), reader)).status).toBe(200);
      const writer = (await on.key(shop, ['conversations:write'])).token;
      expect((await post(at('/messages'), writer, { content: text('a') })).status).toBe(201);
      expect((await on.call('GET', at('/events'), writer)).status).toBe(403);
      expect((await on.call('GET', '/v1/conversations', writer)).status).toBe(403);
    });
  });

  it('answer the ids of another shop exactly as ids that do not exist', async () => {
    const file = await upload(tokens.shopper, 'a.txt', 'words');
    const other = await on.shop();
    const strangers = [
      await on.token(await on.agent({ [other]: 'owner' })),
      (await on.key(other)).token,
      await on.token(on.visitor(other)),
    ];
    const content = { content: text('a') };
    const routes: [Method, (id: string) => string, unknown][] = [
      ['GET', (id) => `/v1/conversations/${id}`, undefined],
      ['GET', (id) => `/v1/conversations/${id}/events`, undefined],
      ['POST', (id) => `/v1/conversations/${id}/messages`, content],
      ['POST', (id) => `/v1/conversations/${id}/notes`, content],
      ['POST', (id) => `/v1/conversations/${id}/rating`, { score: 1 }],
      ['PATCH', (id) => `/v1/conversations/${id}/messages/2`, content],
      ['POST', (id) => `/v1/conversations/${id}/messages/2/recall`, undefined],
      ['PATCH', (id) => `/v1/conversations/${id}`, { priority: 'high' }],
    ];
    const before = await on.events(conversation);
    for (const token of strangers) {
      const compare = async (method: Method, path: (id: string) => string, own: string, options: CallOptions) => {
        const foreign = await on.call(method, path(own), token, options);
        const unknown = await on.call(method, path(uuid()), token, options);
        expect([403, 404]).toContain(foreign.status);
        expect([method, path(''), foreign.body]).toEqual([method, path(''), unknown.body]);
      };
      for (const [method, path, body] of routes) await compare(method, path, conversation, { body });
      await compare('GET', (id) => `/v1/files/${id}`, file, {});
      for (const action of ['', '/block', '/unblock']) {
        await compare(action ? 'POST' : 'GET', (id) => `/v1/customers/${id}${action}`, shopper.id, {});
      }
      await compare('POST', () => '/v1/conversations', '', { body: { customer: shopper.id } });
      await compare('GET', (id) => `/v1/conversations?shop=${id || shop}`, shop, {});
    }
    expect(await on.events(conversation)).toEqual(before);
  });

  it('answer a shopper of the same shop as if the conversation of another did not exist', async () => {
    const token = await on.token(on.visitor(shop));
    for (const path of ['', '/events']) {
      const foreign = await on.call('GET', at(path), token);
      expect(foreign).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect((await on.call('GET', `/v1/conversations/${uuid()}${path}`, token)).body).toEqual(foreign.body);
    }
    expect((await post(at('/messages'), token, { content: text('a') })).status).toBe(404);
    expect((await post(at('/rating'), token, { score: 1 })).status).toBe(404);
    expect((await post(at('/messages/2/recall'), token, undefined)).status).toBe(404);
  });

  describe('files', () => {
    it('are given out to whoever sees their message, never to be shown as a page', async () => {
      const file = await upload(tokens.agent, '../Größe (x)’s.html', '<script>alert(1)</script>');
      const get = (token: string) => on.call('GET', `/v1/files/${file}`, token);
      expect((await get(tokens.shopper)).status).toBe(404);
      const content: FileContent = { kind: 'file', fallback: 'f', file, name: 'n', size: 1, mime: 'm' };
      await post(at('/messages'), tokens.agent, { content });
      const answer = await get(tokens.shopper);
      expect(answer).toMatchObject({ status: 200, text: '<script>alert(1)</script>' });
      expect(answer.headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'content-disposition': `attachment; filename="file"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%28x%29%E2%80%99s.html`,
        'cache-control': 'private, no-store',
      });
      expect((await get(await on.token(on.visitor(shop)))).status).toBe(404);
    });

    it('in notes are not given out to the shopper', async () => {
      const file = await upload(tokens.agent, 'a.txt', 'private');
      await post(at('/notes'), tokens.agent, { content: { kind: 'file', fallback: 'f', file } });
      expect((await on.call('GET', `/v1/files/${file}`, tokens.shopper)).status).toBe(404);
    });

    it('are refused when too large, empty, of a type that is not taken, or missing', async () => {
      expect(await send(tokens.agent, 'a.txt', 'a'.repeat(2049))).toMatchObject({
        status: 413,
        body: { code: 'too_large' },
      });
      expect((await send(tokens.agent, 'a.txt', 'a'.repeat(2048))).status).toBe(201);
      expect((await send(tokens.agent, 'a.txt', '')).status).toBe(400);
      expect((await send(tokens.agent, 'a.png', 'MZ\0\0')).status).toBe(422);
      expect((await on.call('POST', '/v1/files', tokens.agent, { body: { a: 1 } })).status).toBe(422);
      const headers = { 'content-type': 'multipart/form-data; boundary=b' };
      expect((await on.call('POST', '/v1/files', tokens.agent, { payload: '--b--\r\n', headers })).status).toBe(400);
    });

    it('are taken for a shop of the caller, which agents of several shops name', async () => {
      const second = await on.shop();
      const token = await on.token(await on.agent({ [shop]: 'agent', [second]: 'agent' }));
      expect((await send(token, 'a.txt', 'a')).status).toBe(400);
      expect((await send(token, 'a.txt', 'a', `?shop=${second}`)).status).toBe(201);
      expect((await send(tokens.agent, 'a.txt', 'a', `?shop=${second}`)).status).toBe(404);
    });

    it('are taken at a bounded rate', async () => {
      const answers: number[] = [];
      for (let index = 0; index < 21; index++) answers.push((await send(tokens.key, 'a.txt', 'a')).status);
      expect(answers.filter((status) => status === 201)).toHaveLength(20);
      expect(answers.at(-1)).toBe(429);
    });
  });

  it('show agents what a shopper looks at, unless it is too much', async () => {
    const put = (body: unknown, token = tokens.shopper) => on.call('PUT', '/v1/visitors/me/context', token, { body });
    expect((await on.call('GET', at(), tokens.agent)).body['context']).toBeNull();
    expect((await put({ page: 'https://shop.example', cart: [{ id: 1 }] })).status).toBe(204);
    expect((await on.call('GET', at(), tokens.agent)).body['context']).toEqual({
      page: 'https://shop.example',
      cart: [{ id: 1 }],
    });
    expect((await on.call('GET', at(), tokens.shopper)).body).not.toHaveProperty('context');
    expect((await put({ page: 'a'.repeat(8 * 1024) })).status).toBe(413);
    expect((await put([1])).status).toBe(400);
    expect((await put({ page: '\ud83d' })).status).toBe(400);
    expect((await put({}, tokens.agent)).status).toBe(403);
  });

  it('show and block a customer', async () => {
    expect((await on.call('GET', `/v1/customers/${shopper.id}`, tokens.key)).body).toMatchObject({
      id: shopper.id,
      verified: false,
      blocked: false,
    });
    expect((await post(`/v1/customers/${shopper.id}/block`, tokens.key, undefined)).status).toBe(403);
    expect((await post(`/v1/customers/${shopper.id}/block`, tokens.agent, undefined)).body).toMatchObject({
      blocked: true,
    });
    expect((await post(at('/messages'), tokens.shopper, { content: text('a') })).body).toMatchObject({
      code: 'blocked',
    });
    expect((await post(`/v1/customers/${shopper.id}/unblock`, tokens.agent, undefined)).body).toMatchObject({
      blocked: false,
    });
    expect((await post(at('/messages'), tokens.shopper, { content: text('a') })).status).toBe(201);
  });

  function send(token: string, name: string, words: string, query = ''): Promise<Reply> {
    const quoted = name.replaceAll('"', '%22');
    const payload = `--b\r\ncontent-disposition: form-data; name="file"; filename="${quoted}"\r\n\r\n${words}\r\n--b--\r\n`;
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    return on.call('POST', `/v1/files${query}`, token, { payload, headers });
  }

  async function upload(token: string, name: string, words: string): Promise<string> {
    const answer = await send(token, name, words);
    expect(answer.status).toBe(201);
    return String(answer.body['file']);
  }
});

const card = (url: string): unknown => ({
  kind: 'product',
  fallback: 'f',
  product: { id: '1', title: 't', price: { amount: 1, currency: 'EUR' }, url },
});
