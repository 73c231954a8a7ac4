import { defineConfig } from 'vitest/config'

const minute = 60_000

/** Files that change what other files in the same process share: modules or how requests travel. */
const isolated = [
  'test/edge/socket.test.ts',
  'test/actions/vrp/payments-in-two-processes.test.ts',
  'test/apps/authorization/sockets.test.ts',
  'test/edge/request/log-secrets.test.ts',
]
/** What `npm run test:all` runs in addition to `npm test`. */
const exhaustive = ['test/**/*.exhaustive.test.ts']

export default defineConfig({
  test: {
    maxWorkers: '100%',
    pool: 'forks',
    // No test waits for time to pass: these limits only end a test that hangs, on a loaded machine too.
    testTimeout: 5 * minute,
    hookTimeout: 5 * minute,
    teardownTimeout: minute,
    // A file that a test compares with must exist: `npm run docs` writes the only one.
    update: 'none',
    expect: { poll: { timeout: minute } },
    setupFiles: ['test/support/setup.ts'],
    // Files share a process and its modules, which saves a third of the run.
    isolate: false,
    projects: [
      { extends: true, test: { name: 'tests', include: ['test/**/*.test.ts'], exclude: [...isolated, ...exhaustive] } },
      { extends: true, test: { name: 'isolated', include: isolated, isolate: true } },
      { extends: true, test: { name: 'exhaustive', include: exhaustive } },
    ],
  },
})
