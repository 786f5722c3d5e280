// Which tests exist and how they run: one project a folder. Unit specs are quick and parallel; the others start real
// servers on a small machine, so each of their groups runs after the one before it, few files at a time.
import { configDefaults, defineConfig } from 'vitest/config';

interface Heavy {
  name: string;
  /** Groups run one after the other, lowest first. */
  order: number;
  workers: number;
  testSeconds: number;
}

/** Folders of test/ that need real servers. `test/bench` is no test: it is run by `npm run bench`. */
const HEAVY: Heavy[] = [
  { name: 'support', order: 2, workers: 2, testSeconds: 60 },
  { name: 'contract', order: 3, workers: 2, testSeconds: 30 },
  { name: 'integration', order: 4, workers: 2, testSeconds: 30 },
  { name: 'cluster', order: 5, workers: 1, testSeconds: 90 },
  { name: 'faults', order: 6, workers: 1, testSeconds: 120 },
  { name: 'browser', order: 7, workers: 1, testSeconds: 90 },
];

const exclude = [...configDefaults.exclude, 'dist/**', 'test/bench/**'];

const unit = {
  test: {
    name: 'unit',
    include: ['src/**/*.spec.ts', 'clients/**/*.spec.{ts,tsx}', 'scripts/**/*.spec.ts'],
    exclude,
    setupFiles: ['test/setup-reflect.ts'],
    testTimeout: 5_000,
    hookTimeout: 10_000,
    sequence: { groupOrder: 1 },
  },
};

const heavy = HEAVY.map(({ name, order, workers, testSeconds }) => ({
  test: {
    name,
    include: [`test/${name}/**/*.spec.ts`],
    exclude,
    setupFiles: ['test/setup-reflect.ts'],
    testTimeout: testSeconds * 1_000,
    hookTimeout: 120_000,
    maxWorkers: workers,
    sequence: { groupOrder: order },
  },
}));

export default defineConfig({
  test: {
    passWithNoTests: true,
    maxWorkers: 2,
    projects: [unit, ...heavy],
  },
});
