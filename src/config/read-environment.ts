// From text to checked values: fills the environment class, checks each variable and those that depend on each other.

import { validateSync } from 'class-validator';

import { ConfigError, type BadVariable } from './config-error.js';
import { Environment } from './environment.js';
import { variablesOf } from './variable.js';

const LIMIT_PREFIX = 'LIMIT_';

/** The checked values; unset and empty variables have their defaults. Throws a `ConfigError` naming all bad keys. */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const values = new Environment();
  const variables = variablesOf(values);
  for (const { key, read } of variables) {
    const raw = env[key]?.trim() ?? '';
    if (raw !== '') Object.assign(values, { [key]: read(raw) });
  }
  const wrong = new Set(validateSync(values).map(({ property }) => property));
  const bad: BadVariable[] = variables.filter(({ key }) => wrong.has(key)).map(({ key, must }) => ({ key, must }));
  bad.push(...unknownLimits(env, new Set(variables.map(({ key }) => key))));
  bad.push(...disagreements(values).filter(({ key }) => !wrong.has(key)));
  if (bad.length > 0) throw new ConfigError(bad);
  return values;
}

/** A limit with a typing error would silently not hold. */
function unknownLimits(env: NodeJS.ProcessEnv, known: ReadonlySet<string>): BadVariable[] {
  return Object.keys(env)
    .filter((key) => key.startsWith(LIMIT_PREFIX) && !known.has(key))
    .map((key) => ({ key, must: 'is no variable that the server knows' }));
}

/** JSON writes a control character as six bytes; the rest is room for the frame around a text. */
const BYTES_PER_UNIT = 6;
const FRAME_ROOM = 4 * 1024;

function disagreements(values: Environment): BadVariable[] {
  const hasCluster = values.MEMCACHED_SERVERS.length > 0 || values.NATS_SERVERS.length > 0;
  const rules: [broken: boolean, key: keyof Environment, must: string][] = [
    [hasCluster && values.TOKEN_SECRETS.length === 0, 'TOKEN_SECRETS', 'is required with Memcached or NATS'],
    [values.SMTP_URL !== '' && values.MAIL_FROM === '', 'MAIL_FROM', 'is required with SMTP_URL'],
    [
      values.LIMIT_FRAME_BYTES < values.LIMIT_TEXT_LENGTH * BYTES_PER_UNIT + FRAME_ROOM,
      'LIMIT_FRAME_BYTES',
      `must be at least ${BYTES_PER_UNIT} × LIMIT_TEXT_LENGTH + ${FRAME_ROOM}`,
    ],
    [
      values.LIMIT_HELLO_FRAME_BYTES > values.LIMIT_FRAME_BYTES,
      'LIMIT_HELLO_FRAME_BYTES',
      'must not be above LIMIT_FRAME_BYTES',
    ],
    [
      values.LIMIT_SERVER_FRAME_BYTES < values.LIMIT_PAGE_BYTES + 2 * values.LIMIT_FRAME_BYTES,
      'LIMIT_SERVER_FRAME_BYTES',
      'must be at least LIMIT_PAGE_BYTES + 2 × LIMIT_FRAME_BYTES',
    ],
    [
      values.LIMIT_OUT_QUEUE_BYTES < values.LIMIT_SERVER_FRAME_BYTES,
      'LIMIT_OUT_QUEUE_BYTES',
      'must be at least LIMIT_SERVER_FRAME_BYTES',
    ],
  ];
  return rules.filter(([broken]) => broken).map(([, key, must]) => ({ key, must }));
}
