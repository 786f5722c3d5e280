// Writes `.env.example` and `docs/configuration.md` out of the environment class (`npm run config:docs`); a spec holds
// that both are up to date.

import { Environment } from './environment.js';
import { type CountedBy, type Variable, variablesOf } from './variable.js';

const ENV_HEAD = `# Every variable of the server with its default. Copy to .env and change what you need; variables that are set in the
# process's own environment win. docs/configuration.md says more. Made by \`npm run config:docs\`.
`;

const PAGE_HEAD = `<!-- Made from src/config/environment.ts by \`npm run config:docs\`. -->

# Configuration

Everything is set by environment variables, or by a file \`.env\` in the folder that the server is started in; a variable
that is set wins over the file, and an empty one counts as unset. Nothing needs to be set for one process on one machine.
A bad value stops the start; the message names the variable and its rule, never the value. \`npm run cli -- config check\`
tells the same without starting anything.

More than one process needs MySQL, Memcached and NATS, and the same \`TOKEN_SECRETS\` on all of them.
`;

const LIMITS_HEAD = `
## Limits

Each limit is kept by each node for itself and counts by what its row says: *address* is an IPv4 address or an IPv6 /64
network (of the client, where \`TRUSTED_PROXIES\` names the proxy, else of the proxy); *principal* is an agent, a customer or
an API key; *connection* is one WebSocket, stream or poller; *request* is a single call, frame or page. What is over its
limit gets a stated code (\`rate_limited\`, \`too_large\`, \`overloaded\`), never silence. Clients are told the limits of the wire in
\`welcome.limits\`. Behind several nodes a rate is therefore up to the number of nodes times as high.
`;

const COUNTED: Record<CountedBy, string> = {
  address: 'address',
  principal: 'principal',
  'principal, else address': 'principal; address when not signed in',
  connection: 'connection',
  request: 'request',
  node: 'node',
};

/** The text of `.env.example`. */
export function envExample(): string {
  return `${ENV_HEAD}${entries().map(exampleLines).join('')}`;
}

/** The text of `docs/configuration.md`. */
export function configurationPage(): string {
  const plain = entries().filter(({ by }) => by === undefined);
  const limits = entries().filter(({ by }) => by !== undefined);
  return [
    PAGE_HEAD,
    ...plain.map((row) => {
      const head =
        row.section === undefined
          ? ''
          : `\n## ${row.section}\n\n${tableHead(['variable', 'default', 'what it is', 'must be'])}`;
      return `${head}| \`${row.key}\` | ${shownDefault(row)} | ${row.about} | ${rule(row)} |\n`;
    }),
    LIMITS_HEAD,
    ...limits.map((row) => {
      const columns = ['variable', 'default', 'what it counts', 'by', 'on', 'must be'];
      const head = row.section === undefined ? '' : `\n### ${row.section}\n\n${tableHead(columns)}`;
      const by = row.by === undefined ? '' : COUNTED[row.by];
      return `${head}| \`${row.key}\` | ${shownDefault(row)} | ${row.about} | ${by} | node | ${rule(row)} |\n`;
    }),
  ].join('');
}

type Entry = Variable & { initial: string };

function entries(): Entry[] {
  const defaults = new Environment();
  return variablesOf(defaults).map((row) => ({ ...row, initial: String(Reflect.get(defaults, row.key)) }));
}

function exampleLines(row: Entry): string {
  const head = row.section === undefined ? '' : `\n# --- ${row.section} ---\n`;
  const otherwise = row.otherwise === undefined ? '' : ` Default: ${row.otherwise}.`;
  const example = row.example === undefined ? '' : ` Example: ${row.example}`;
  return `${head}# ${row.about}${otherwise}${example}\n${row.initial === '' ? '#' : ''}${row.key}=${row.initial}\n`;
}

function shownDefault({ initial, otherwise }: Entry): string {
  return otherwise ?? (initial === '' ? 'none' : `\`${initial}\``);
}

function rule({ must }: Entry): string {
  return must.replace(/^must be /, '');
}

function tableHead(columns: string[]): string {
  return `| ${columns.join(' | ')} |\n| ${columns.map(() => '---').join(' | ')} |\n`;
}
