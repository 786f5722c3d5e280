// The command line: what it takes, what it refuses in one line, and its exit codes.

import { describe, expect, it, vi } from 'vitest';

import { ChatError } from '../common/chat-error.js';
import { runCli } from './program.js';
import type { Backend, ShopServices } from './services.js';

const SHOP = '01938c5e-7b9a-7cc3-8f0e-0d2b6a4c1e55';

function cli(env: NodeJS.ProcessEnv = {}, typed: string | null = null) {
  const out: string[] = [];
  const err: string[] = [];
  const services = {
    createShop: vi.fn<ShopServices['createShop']>(async () => ({ shopId: SHOP, shopKey: 'pk', identitySecret: 'is' })),
    createAgent: vi.fn<ShopServices['createAgent']>(async () => ({ agentId: 'a1', known: false })),
    makePasswordLink: vi.fn<ShopServices['makePasswordLink']>(async () => ({
      link: 'https://x/#r',
      expiresAt: 'soon',
    })),
    createKey: vi.fn<ShopServices['createKey']>(async () => ({ apiKey: 'sk' })),
  };
  const backend: Backend = { migrate: async () => ['Core1'], withServices: (work) => work(services) };
  const io = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    askPassword: async () => typed,
  };
  return { services, out, err, run: (line: string[]) => runCli(line, io, backend, env) };
}

describe('commands', () => {
  it('shop create makes a shop with its origins', async () => {
    const { run, services, out } = cli();
    const line = [
      'shop',
      'create',
      '--name',
      ' Tea ',
      '--origin',
      'https://a.example',
      '--origin',
      'https://B.example/',
    ];
    expect(await run([...line, '--json'])).toBe(0);
    expect(services.createShop).toHaveBeenCalledWith({
      name: 'Tea',
      origins: ['https://a.example', 'https://b.example'],
    });
    expect(out).toEqual([`{"shopId":"${SHOP}","shopKey":"pk","identitySecret":"is"}`]);
  });

  it('answers people line by line', async () => {
    const { run, out } = cli();
    expect(await run(['migrate'])).toBe(0);
    expect(out).toEqual(['migrations: Core1']);
  });

  it('agent create takes a password, makes one, or asks for one', async () => {
    const line = ['agent', 'create', '--shop', SHOP, '--email', 'Ann@Shop.example', '--name', 'Ann', '--json'];
    const given = cli();
    expect(await given.run([...line, '--role', 'owner', '--password', 'long enough pass'])).toBe(0);
    expect(given.services.createAgent).toHaveBeenCalledWith({
      shopId: SHOP,
      email: 'ann@shop.example',
      name: 'Ann',
      role: 'owner',
      password: 'long enough pass',
    });

    const made = cli();
    expect(await made.run([...line, '--generate'])).toBe(0);
    const sent = made.services.createAgent.mock.calls[0]?.[0];
    expect(sent).toMatchObject({ role: 'agent', password: expect.stringMatching(/^.{20,}$/) as string });
    expect(JSON.parse(made.out[0] ?? '')).toEqual({ agentId: 'a1', password: sent?.password });

    const asked = cli({}, 'typed by somebody');
    expect(await asked.run(line)).toBe(0);
    expect(asked.services.createAgent.mock.calls[0]?.[0].password).toBe('typed by somebody');
  });

  it('agent create prints no password that the known account does not have', async () => {
    const { run, services, out, err } = cli();
    services.createAgent.mockResolvedValue({ agentId: 'a1', known: true });
    const line = [
      'agent',
      'create',
      '--shop',
      SHOP,
      '--email',
      'ann@shop.example',
      '--name',
      'Ann',
      '--generate',
      '--json',
    ];
    expect(await run(line)).toBe(0);
    expect(out).toEqual(['{"agentId":"a1"}']);
    expect(err).toHaveLength(1);
  });

  it('key create gives all scopes unless some are named', async () => {
    const { run, services } = cli();
    await run(['key', 'create', '--shop', SHOP, '--name', 'ERP']);
    await run(['key', 'create', '--shop', SHOP, '--name', 'ERP', '--scope', 'shop:read', 'conversations:read']);
    expect(services.createKey.mock.calls.map(([key]) => key.scopes)).toEqual([
      ['conversations:read', 'conversations:write', 'shop:read'],
      ['shop:read', 'conversations:read'],
    ]);
  });

  it('agent reset-password-link prints the link', async () => {
    const { run, out } = cli();
    expect(await run(['agent', 'reset-password-link', '--email', 'ann@shop.example'])).toBe(0);
    expect(out[0]).toContain('link: https://x/#r');
  });
});

describe('a line that was typed wrongly', () => {
  const agent = ['agent', 'create', '--shop', SHOP, '--email', 'ann@shop.example', '--name', 'Ann'];
  it.each([
    [[]],
    [['sing']],
    [['shop']],
    [['shop', 'sing']],
    [['shop', 'create']],
    [['shop', 'create', '--name', '']],
    [['shop', 'create', '--name', 'x\ny']],
    [['shop', 'create', '--name', 'x'.repeat(121)]],
    [['shop', 'create', '--name', 'x', '--colour', 'red']],
    [['shop', 'create', '--name', 'x', 'extra']],
    [['shop', 'create', '--name', 'x', '--origin', 'https://a.example/path']],
    [['key', 'create', '--shop', 'mine', '--name', 'x']],
    [['key', 'create', '--shop', SHOP, '--name', 'x', '--scope', 'everything']],
    [['agent', 'reset-password-link', '--email', 'ann']],
    [agent],
    [[...agent, '--password', 'short']],
    [[...agent, '--generate', '--password', 'long enough pass']],
    [[...agent, '--generate', '--role', 'king']],
  ])('exits with 2 and one line: %j', async (line) => {
    const { run, services, out, err } = cli();
    expect(await run(line)).toBe(2);
    expect(out).toEqual([]);
    expect(err.at(-1)).toMatch(/^error: [^\n]+$/);
    expect(services.createShop).not.toHaveBeenCalled();
    expect(services.createAgent).not.toHaveBeenCalled();
  });

  it('never repeats a password', async () => {
    const { run, err } = cli();
    await run([...agent, '--password', 'hunter2']);
    expect(err.join('\n')).not.toContain('hunter2');
  });
});

describe('a command that fails', () => {
  it('exits with 1 and says why in one line', async () => {
    const { run, services, err } = cli();
    services.createKey.mockRejectedValue(new ChatError('not_found', 'No such shop'));
    expect(await run(['key', 'create', '--shop', SHOP, '--name', 'x', '--json'])).toBe(1);
    expect(err).toEqual(['error: No such shop']);
  });

  it('exits with 2 when the service refuses what was typed', async () => {
    const { run, services } = cli();
    services.createShop.mockRejectedValue(new ChatError('invalid', 'Not that name'));
    expect(await run(['shop', 'create', '--name', 'x'])).toBe(2);
  });
});

describe('help', () => {
  it('is an answer', async () => {
    const { run, out } = cli();
    expect(await run(['--help'])).toBe(0);
    expect(out.join('\n')).toContain('doctor');
  });
});

describe('config check', () => {
  it('names what is set and shows no value', async () => {
    const { run, out } = cli({ PORT: '9000', TOKEN_SECRETS: 's'.repeat(40) });
    expect(await run(['config', 'check', '--json'])).toBe(0);
    expect(JSON.parse(out[0] ?? '')).toEqual({ ok: true, set: ['PORT', 'TOKEN_SECRETS'] });
  });

  it('exits with 1 and names all that is bad', async () => {
    const { run, out, err } = cli({ PORT: 'abc', LOG_LEVEL: 'abc' });
    expect(await run(['config', 'check'])).toBe(1);
    expect(out).toEqual([]);
    expect(err).toHaveLength(2);
    expect(err.join('\n')).not.toContain('abc');
  });
});
