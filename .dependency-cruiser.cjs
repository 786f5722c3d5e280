// The floors of ARCHITECTURE.md as rules: a folder imports only from floors below it.

/** The lowest floor first. Folders of one floor do not know each other. */
const FLOORS = [['protocol'], ['config', 'common'], ['persistence', 'cluster'], ['auth'], ['shops'], ['conversations']];
const TOP = ['gateway', 'ops', 'cli'];
/** Programs and their module, in no folder: they may import every floor, and nobody imports them. */
const ROOT_FILES = '^src/(main|cli|demo|app\\.module)\\.ts$';
const SPEC = '\\.spec\\.tsx?$';

const known = [...FLOORS.flat(), ...TOP];
const pathOf = (folders) => `^src/(${folders.join('|')})/`;

/** Every folder may import itself and the folders below; specs stand beside their source and obey too. */
const floorRules = FLOORS.flatMap((floor, index) =>
  floor.map((folder) => ({
    name: `floor-${folder}`,
    comment: `src/${folder} imports only from floors below it (ARCHITECTURE.md).`,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: { path: '^src/', pathNot: pathOf([folder, ...FLOORS.slice(0, index).flat()]) },
  })),
);

const topRules = TOP.map((folder) => ({
  name: `floor-${folder}`,
  comment: `src/${folder} imports neither its neighbours on the floor nor the composition root.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: `${pathOf(TOP)}|^src/[^/]+\\.ts$`, pathNot: `^src/${folder}/` },
}));

/** Feature modules added later (routing, files, webhooks …) stand above conversations and beside each other. */
const featureRules = [
  {
    name: 'floor-features',
    comment: 'A feature module imports conversations and below, not another feature, a socket or a command.',
    severity: 'error',
    from: { path: '^src/([^/]+)/', pathNot: pathOf(known) },
    to: { path: `^src/`, pathNot: [`^src/$1/`, pathOf(FLOORS.flat())] },
  },
];

/** A library and the only files that may import it. */
const OWNERS = {
  typeorm: '^(src/persistence/|ormconfig\\.ts$)',
  ws: '^src/gateway/',
  memcached: '^src/cluster/memcached-client\\.ts$',
  '@nats-io/transport-node': '^src/cluster/nats-[^/]+\\.ts$',
};
const ownerRules = Object.entries(OWNERS).map(([library, owner]) => ({
  name: `only-owner-imports-${library.replaceAll(/\W+/g, '-')}`,
  comment: `${library} is imported by its owner only.`,
  severity: 'error',
  from: { path: '^(src/|ormconfig\\.ts$)', pathNot: [owner, SPEC] },
  to: { path: `(^|/)node_modules/(@types/)?${library}(/|$)|^${library}$` },
}));

const clientRules = [
  {
    name: 'clients-one-door',
    comment: 'clients/ reaches src/ only through clients/sdk/protocol.ts, and there only the protocol.',
    severity: 'error',
    from: { path: '^clients/', pathNot: ['^clients/sdk/protocol\\.ts$', SPEC] },
    to: { path: '^src/' },
  },
  {
    name: 'clients-door-to-protocol-only',
    comment: 'Behind the door stands the protocol. Specs may go to its golden examples directly.',
    severity: 'error',
    from: { path: ['^clients/sdk/protocol\\.ts$', `^clients/.*${SPEC}`] },
    to: { path: '^src/', pathNot: '^src/protocol/' },
  },
  {
    name: 'clients-no-test-support',
    comment: 'Only specs of clients may use test/support.',
    severity: 'error',
    from: { path: '^clients/', pathNot: SPEC },
    to: { path: '^test/' },
  },
  {
    name: 'sdk-knows-no-app',
    severity: 'error',
    from: { path: '^clients/sdk/' },
    to: { path: '^clients/(?!sdk/)' },
  },
  {
    name: 'apps-apart',
    comment: 'Widget and console share the SDK only.',
    severity: 'error',
    from: { path: '^clients/(widget|console)/' },
    to: { path: '^clients/(widget|console)/', pathNot: '^clients/$1/' },
  },
  {
    name: 'clients-run-in-browsers',
    comment: 'No module of Node in the code of a client (its specs and build may).',
    severity: 'error',
    from: { path: '^clients/', pathNot: [SPEC, 'vite\\.config\\.ts$'] },
    to: { dependencyTypes: ['core'] },
  },
];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(src|clients)/',
        pathNot: [SPEC, ROOT_FILES, '\\.d\\.ts$', 'vite\\.config\\.ts$'],
      },
      to: {},
    },
    {
      name: 'protocol-imports-nothing',
      severity: 'error',
      from: { path: '^src/protocol/', pathNot: SPEC },
      to: { pathNot: '^src/protocol/' },
    },
    {
      name: 'src-stands-alone',
      comment: 'The server needs neither clients nor tests.',
      severity: 'error',
      from: { path: '^src/', pathNot: SPEC },
      to: { path: '^(clients|test|scripts)/' },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...floorRules,
    ...topRules,
    ...featureRules,
    ...ownerRules,
    ...clientRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
