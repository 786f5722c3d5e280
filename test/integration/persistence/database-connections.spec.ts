// The fewest connections that may be configured are enough for everything that the server does at once.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { parseConfig } from '../../../src/config/config.js';
import { acked, Stage } from '../../support/gateway-stage.js';

/** Each lane of the log keeps one, and so does the lock of a lone process. */
const FEWEST = 8;

describe('a server on MariaDB with the fewest connections', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start('mysql', { DATABASE_CONNECTIONS: String(FEWEST) });
  });
  afterAll(() => stage.stop());

  it('cannot be configured with fewer', () => {
    expect(() => parseConfig({ DATABASE_CONNECTIONS: String(FEWEST - 1) })).toThrow(/DATABASE_CONNECTIONS/);
  });

  it('takes messages of many conversations at once, and reads beside them', async () => {
    const talks = [];
    for (let index = 0; index < 12; index++) talks.push(await stage.talk());
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(talks.map(({ shopper }) => shopper.send(`round ${round}`)));
      for (const answer of answers) expect(acked(answer).seq).toBe(round + 3);
      const list = await stage.app.call('GET', '/v1/conversations', undefined, stage.shop.token);
      expect(list.status).toBe(200);
    }
  });
});
