// Tests run on the TypeScript sources: the `gossamer-source` export condition needs no build.
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

const conditions = ['gossamer-source', ...defaultServerConditions];
/** Where CI wants the results as JSON. */
const report = process.env.GOSSAMER_TEST_REPORT;
const source = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
};

/** Pages take their time, more so on a software GPU. */
const browser = {
  environment: 'node',
  testTimeout: 120_000,
  hookTimeout: 120_000,
} as const;

export default defineConfig({
  ...source,
  test: {
    // Two cores are enough to be quick and few enough for onnxruntime's own threads.
    maxWorkers: 2,
    ...(report ? { reporters: ['default', 'json'], outputFile: { json: report } } : {}),
    projects: [
      {
        ...source,
        test: {
          name: 'node',
          environment: 'node',
          include: [
            'packages/*/src/**/*.test.ts',
            'internal/*/src/**/*.test.ts',
            'examples/*/src/**/*.test.ts',
            'apps/docs/**/*.test.ts',
          ],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
          testTimeout: 30_000,
          // They make what all tests of a file need, networks among it.
          hookTimeout: 30_000,
          typecheck: {
            enabled: true,
            // Only the type tests count here; `pnpm typecheck` compiles everything.
            ignoreSourceErrors: true,
            tsconfig: './tsconfig.test.json',
            include: ['packages/*/src/**/*.test-d.ts'],
          },
        },
      },
      {
        ...source,
        test: {
          ...browser,
          // Drives a real Chromium through playwright-core; CHROMIUM_PATH names it (scripts/ensure-browser.mjs).
          name: 'browser',
          sequence: { groupOrder: 1 },
          include: ['packages/*/src/**/*.browser.test.ts', 'internal/*/src/**/*.browser.test.ts'],
          exclude: ['**/*.timed.browser.test.ts', '**/node_modules/**'],
        },
      },
      {
        ...source,
        test: {
          ...browser,
          // On the built site, which is built before where it is old.
          name: 'site',
          sequence: { groupOrder: 1 },
          include: ['apps/docs/**/*.browser.test.ts'],
          globalSetup: 'apps/docs/testing/build-site.ts',
        },
      },
      {
        ...source,
        test: {
          ...browser,
          // What holds a page against the clock: behind all others, one file at a time.
          name: 'timed',
          sequence: { groupOrder: 2 },
          maxWorkers: 1,
          include: ['packages/*/src/**/*.timed.browser.test.ts', 'internal/*/src/**/*.timed.browser.test.ts'],
        },
      },
    ],
  },
});
