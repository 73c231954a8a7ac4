import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { boundPages, tokens } from './authorization.ts'
import { copies } from './copies.ts'
import { bundleCost, readUnits } from './costs.ts'
import { deliveries } from './deliveries.ts'
import { documents } from './documents.ts'
import { events } from './events.ts'
import { exporting } from './export.ts'
import { flood, rejection } from './flood.ts'
import { coldPages, digest, generation } from './generator.ts'
import { type Figure, firstAnswer, logCost, memory, rates, worldCreation } from './http.ts'
import { payments } from './payments.ts'
import { year } from './year.ts'

/*
 * npm run bench [-- --quick]: prints the figures that Sandbank promises, each with its target and
 * the measured value. Rates are ratios to a node:http server that sends 150 bytes, measured in the
 * same round, because machines drift. --quick only shows that the bench runs.
 */
const quick = process.argv.includes('--quick')
const folder = mkdtempSync(join(tmpdir(), 'sandbank-bench-'))

function sameBytes(): Figure {
  const other = execFileSync(
    process.execPath,
    ['-e', `import('${new URL('generator.ts', import.meta.url)}').then((m) => console.log(m.digest()))`],
    { encoding: 'utf8' },
  ).trim()
  const [forwards, backwards] = [digest(), digest('backwards')]
  return {
    what: 'fixed export, SHA-256',
    target: 'the same in any order and process',
    measured: forwards.slice(0, 16),
    passes: forwards === backwards && forwards === other,
  }
}

try {
  const figures = [
    ...(await rates(folder, quick ? 1 : 5)),
    await logCost(folder, quick ? 1 : 5),
    await memory(folder),
    await firstAnswer(folder, quick ? 3 : 9),
    await worldCreation(folder),
    coldPages(quick ? 500 : 5000),
    generation(quick ? 100 : 1000),
    sameBytes(),
    await readUnits(),
    await tokens(folder, quick ? 200 : 3000),
    await boundPages(folder, quick ? 200 : 3000),
    ...(await payments(folder, quick ? 200 : 3000)),
    await events(folder, quick ? 100 : 1_000),
    ...(await deliveries(folder, quick ? 200 : 2_000)),
    await bundleCost(folder, 'open-banking'),
    await bundleCost(folder, 'authorization'),
    ...exporting(folder, quick),
    await rejection(folder, quick ? 500 : 20_000),
    await flood(
      folder,
      quick ? { rounds: 1, seconds: 0.2, warming: 500 } : { rounds: 30, seconds: 1, warming: 20_000 },
    ),
    ...(await copies(folder, quick)),
    ...(await documents(folder, quick)),
    await year(folder, quick ? 50 : 1_000),
  ]
  console.table(Object.fromEntries(figures.map(({ what, ...rest }) => [what, rest])))
  if (!quick && figures.some(({ passes }) => !passes)) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
