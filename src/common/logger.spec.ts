// What stands in the log, and what never does.

import { Logger } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { type LogOptions, ShopLogger } from './logger.js';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';

function logger(options: Partial<LogOptions> = {}, isTTY = false) {
  const lines: string[] = [];
  const stream = { isTTY, write: (line: string) => void lines.push(line) };
  const log = new ShopLogger({ level: 'info', format: 'auto', ...options }, stream);
  return { log, lines, records: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log', () => {
  it('is one JSON object a line with time, level, context and fields', () => {
    const { log, records } = logger();
    log.log('Listening', { port: 8080 }, 'Main');
    expect(records()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        context: 'Main',
        port: 8080,
        msg: 'Listening',
      },
    ]);
  });

  it('takes the calls of Nest', () => {
    const { log, records } = logger();
    Logger.overrideLogger(log);
    new Logger('Gateway').warn('Slow', { queueBytes: 5 });
    Logger.overrideLogger(false);
    expect(records()).toMatchObject([{ level: 'warn', context: 'Gateway', queueBytes: 5, msg: 'Slow' }]);
  });

  it('takes a message that stands among the fields', () => {
    const { log, records } = logger();
    log.error(
      { msg: 'A job failed', kind: 'snooze', err: Object.assign(new Error('no'), { query: 'SELECT' }) },
      'Jobs',
    );
    expect(records()).toMatchObject([{ msg: 'A job failed', kind: 'snooze', context: 'Jobs', err: { message: 'no' } }]);
    expect(JSON.stringify(records())).not.toContain('SELECT');
  });

  it("keeps Nest's roll call of modules and routes for debugging", () => {
    const { log, lines } = logger();
    log.log('Mapped {/health/live, GET} route', 'RouterExplorer');
    expect(lines).toEqual([]);
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = logger({ level: 'warn' });
    log.log('no');
    log.debug('no');
    log.error('yes');
    expect(lines).toHaveLength(1);
  });

  it('describes an error with its cause and nothing that a library hung on it', () => {
    const { log, records } = logger();
    const error = Object.assign(new Error('broken', { cause: new Error('deep') }), { code: 'E1', query: 'INSERT 1' });
    log.error('Failed', { error });
    expect(records()[0]?.error).toMatchObject({
      type: 'Error',
      message: 'broken',
      code: 'E1',
      cause: { message: 'deep' },
    });
    expect(JSON.stringify(records())).not.toContain('INSERT');
  });

  it.each([
    [{ token: 'abcdef' }],
    [{ refreshToken: 'abcdef' }],
    [{ request: { headers: { authorization: 'abcdef' } } }],
    [{ cookie: 'abcdef' }],
    [{ password: 'abcdef' }],
    [{ identitySecret: 'abcdef' }],
    [{ list: [{ content: { text: 'abcdef' } }] }],
    [{ body: 'abcdef' }],
    [new Error('failed with Bearer abcdef-123456')],
    ['mysql://shop:abcdef@db/shopbell is away'],
    ["Duplicate entry 'abcdef' for key 'uq_agent_email'"],
  ])('never holds what is private: %j', (value) => {
    const { log, lines } = logger();
    log.error(value);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('abcdef');
  });

  it('never holds a token, wherever it stands', () => {
    const { log, lines } = logger();
    log.error(`refused ${JWT}`, { detail: `saw ${JWT}`, error: new Error(JWT) });
    expect(lines[0]).not.toContain('eyJ');
  });

  it.each(['sbi_', 'sbk_', 'sbv_'])('never holds a secret that begins with %s', (prefix) => {
    const { log, lines } = logger();
    log.error(`refused ${prefix}${'aB3-_x'.repeat(7)}`, { detail: [`saw "${prefix}${'aB3-_x'.repeat(7)}"`] });
    expect(lines[0]).not.toContain('aB3');
  });

  it('survives circular and huge values', () => {
    const { log, lines } = logger();
    const circle: Record<string, unknown> = {
      long: 'x'.repeat(100_000),
      many: Array.from({ length: 1_000 }, () => 1n),
    };
    circle.self = circle;
    log.log('odd', circle);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.length).toBeLessThan(10_000);
  });

  it('is a line of text on a terminal, and nobody can forge a second one', () => {
    const { log, lines } = logger({}, true);
    log.warn('first\nsecond', { port: 1, name: 'a\nb' }, 'Main');
    expect(lines).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}\[Main\] first second port=1 name=a b\n$/),
    ]);
  });
});
