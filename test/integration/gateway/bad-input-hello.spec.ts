// What is wrong with a hello, and what the server says to it.

import { randomUUID } from 'node:crypto';

import { decodeJwt, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Stage } from '../../support/gateway-stage.js';
import { endingIn, resigned } from '../../support/tokens.js';

let stage: Stage;
let token: string;

beforeAll(async () => {
  stage = await Stage.start('sqlite');
  ({ token } = await stage.app.visitor(stage.shop.shopKey));
});
afterAll(() => stage.stop());

/** Says it and tells how it ended. */
async function endOf(hello: object): Promise<{ code: number; error: string | undefined }> {
  const probe = await stage.knock(hello);
  const { code } = await probe.close();
  expect(probe.of('welcome')).toEqual([]);
  return { code, error: probe.of('error').at(-1)?.code };
}

describe('a token in hello', () => {
  const wrong: [string, () => string | Promise<string>][] = [
    ['that is no token', () => 'nonsense'],
    ['that somebody else signed', () => resigned(stage.app, token, {}, 'another secret that is long enough to sign')],
    ['that nobody signed', () => new UnsecuredJWT(decodeJwt(token)).encode()],
    [
      'whose claims were changed after signing',
      async () => withPayloadOf(token, (await stage.app.visitor(stage.shop.shopKey)).token),
    ],
    ['for another audience', () => resigned(stage.app, token, { aud: 'shopbell:operator' })],
    ['without an end', () => resigned(stage.app, token, { exp: undefined })],
    ['without an owner', () => resigned(stage.app, token, { sub: undefined })],
    ['of a customer who claims to be an agent', () => resigned(stage.app, token, { aud: 'shopbell:agent' })],
    [
      'of an agent with the sign-in of another',
      async () => {
        const other = await stage.app.agent(stage.shop.shopId);
        return resigned(stage.app, other.token, { sub: stage.shop.agentId });
      },
    ],
    ['of a sign-in that never was', () => resigned(stage.app, stage.shop.token, { fam: randomUUID() })],
    ['that is a visitor token', async () => (await stage.app.visitor(stage.shop.shopKey)).visitorToken],
    [
      'that is an API key',
      async () => {
        const path = `/v1/shops/${stage.shop.shopId}/keys`;
        const body = { name: 'key', scopes: ['conversations:read'] };
        return (await stage.app.post<{ apiKey: string }>(path, body, stage.shop.token)).apiKey;
      },
    ],
  ];
  it.each(wrong)('%s ends the connection with 4500', async (_what, make) => {
    expect(await endOf({ token: await make(), device: 'd' })).toEqual({ code: 4500, error: 'unauthorized' });
  });

  it('that ended a second ago ends the connection with 4001: get a new one and come back', async () => {
    expect(await endOf({ token: await endingIn(stage.app, token, -1), device: 'd' })).toMatchObject({ code: 4001 });
    expect(await endOf({ token: await endingIn(stage.app, stage.shop.token, -1), device: 'd' })).toMatchObject({
      code: 4001,
    });
  });

  it('that ended and was forged besides is just wrong', async () => {
    const forged = await resigned(stage.app, token, { exp: 1 }, 'another secret that is long enough to sign');
    expect(await endOf({ token: forged, device: 'd' })).toMatchObject({ code: 4500 });
  });

  it('is never told back', async () => {
    const probe = await stage.knock({ token: 'canary-of-a-token', device: 'd' });
    await probe.close();
    expect(JSON.stringify([probe.frames, probe.closed])).not.toContain('canary-of-a-token');
  });
});

describe('a hello with a wrong member', () => {
  const id = randomUUID();
  const many = Object.fromEntries(Array.from({ length: 201 }, () => [randomUUID(), 0]));
  const wrong: [string, object][] = [
    ['no token', { token: undefined }],
    ['an empty token', { token: '' }],
    ['a number for a token', { token: 7 }],
    ['a token of 9,000 letters', { token: 'x'.repeat(9_000) }],
    ['no device', { device: undefined }],
    ['an empty device', { device: '' }],
    ['a number for a device', { device: 7 }],
    ['null for a device', { device: null }],
    ['a list for a device', { device: ['d'] }],
    ['a device of 65 letters', { device: 'd'.repeat(65) }],
    ['a list for cursors', { watch: [id] }],
    ['a negative cursor', { watch: { [id]: -1 } }],
    ['a fractional cursor', { watch: { [id]: 1.5 } }],
    ['a text for a cursor', { watch: { [id]: '1' } }],
    ['no cursor', { watch: { [id]: null } }],
    ['a cursor beyond all whole numbers', { watch: { [id]: 2 ** 53 } }],
    ['201 cursors', { watch: many }],
    ['an unknown status to list', { inbox: { status: 'lost' } }],
    ['a list for a filter', { inbox: [] }],
    ['a number for a log', { log: 7 }],
  ];
  it.each(wrong)('%s ends with 4500', async (_what, members) => {
    expect(await endOf({ token, device: 'd', ...members })).toEqual({ code: 4500, error: 'invalid' });
  });

  it('that nobody knows is welcome all the same', async () => {
    const probe = await stage.knock({ token, device: 'd'.repeat(64), future: { deep: [1] }, client: 'tests/1' });
    await probe.next('welcome');
  });
});

it('a shopper who asks for an inbox is told that it has none, and stays', async () => {
  const probe = await stage.join(token, { inbox: {} });
  expect(await probe.next('error')).toMatchObject({ code: 'forbidden', of: 'inbox' });
  probe.say('ping', {});
  await probe.next('pong');
});

/** The first token's header and signature around the second one's claims. */
function withPayloadOf(one: string, other: string): string {
  const [header = '', , signature = ''] = one.split('.');
  return [header, other.split('.')[1] ?? '', signature].join('.');
}
