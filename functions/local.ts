import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { openDefaultWorld } from '#actions/worlds/default-world.ts'
import type { FixedCredentials } from '#actions/worlds/worlds.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { earliestNow, latestNow, parseInstant } from '#bank/time/clock.ts'
import { certificateFromHeader } from '#edge/client-certificate.ts'
import { noCredentials } from '#edge/credentials.ts'
import { admit } from '#edge/grant.ts'
import { listen } from '#listen'
import { randomTextFrom } from '#store/random-text.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Sandbox } from '#store/world.ts'
import { openSurfaces, startingSurfaces } from '#surfaces'
import { purgeAllDeletedWorlds, purgeDeletedWorlds } from '#worker/purge.ts'
import { sweepWorlds } from '#worker/wake.ts'

const usage = `Sandbank on this machine: npm start -- [options]
  --port N      the port, 4000 when absent; the environment variable PORT does the same
  --host H      the address to listen on, 127.0.0.1 when absent
  --memory      keep nothing: a fresh bank at every start, no file
  --seed N      the default world's seed, 1 when absent
  --size N      how many customers it has, 1000 when absent
  --now T       what its clock says first, such as 2026-11-24T09:30:00Z; the real time when absent
  --strict      hold every answer against its schema
  --sweep S     how often worlds that nobody touches are moved on, in seconds, 10 when absent
  --help        this text`

/** Keys of the default world. Public: every caller who reaches this host may do everything. */
const fixed: FixedCredentials = { worldId: 'wld_default', controlSecret: 'hackathon', developerSecret: 'hackathon' }
const file = '.sandbank/sandbank.sqlite'

function options() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      memory: { type: 'boolean' },
      seed: { type: 'string' },
      size: { type: 'string' },
      now: { type: 'string' },
      strict: { type: 'boolean' },
      sweep: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  const number = (name: string, text: string | undefined, low: number, high: number) => {
    if (text === undefined) return undefined
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= low && value <= high) return value
    throw new Problem('field-invalid', `--${name} must be a whole number from ${low} to ${high}; given: ${text}`)
  }
  if (values.now !== undefined) parseInstant(values.now, '--now', { from: earliestNow, to: latestNow })
  return {
    ...values,
    port: number('port', values.port ?? process.env.PORT, 0, 65_535) ?? 4000,
    host: values.host ?? '127.0.0.1',
    seed: number('seed', values.seed, 0, 4_294_967_295),
    sweep: number('sweep', values.sweep, 1, 3_600) ?? 10,
    size: number('size', values.size, 1, 1_000_000),
  }
}

async function main(): Promise<void> {
  const { help, port, host, memory, seed, size, now, strict, sweep } = options()
  if (help) return console.log(usage)

  let surfaces = startingSurfaces
  const server = listen(() => surfaces, port, host)
  const listening = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', () => resolve((server.address() as { port: number }).port))
  })

  const failed = (error: unknown) => sandbox.log({ level: 'error', message: 'the worker failed', error })
  const store = sqliteStore({
    ...(!memory && { file }),
    now: Date.now,
    onCommit: (changes) => void purgeDeletedWorlds(sandbox, changes).catch(failed),
  })
  const sandbox: Sandbox = {
    store,
    real: Date.now,
    catchUp,
    randomText: randomTextFrom(randomBytes),
    newInteractionId: randomUUID,
    baseUrl: `http://localhost:${listening}`,
    log: ({ level, interactionId, message, error }) =>
      console[level](`${level}: ${message}${interactionId ? ` (${interactionId})` : ''}`, error ?? ''),
  }
  await purgeAllDeletedWorlds(sandbox)
  setInterval(() => void sweepWorlds(sandbox).catch(failed), sweep * 1000).unref()
  const { grant } = await admit(sandbox, 'worlds', noCredentials)
  const first = await openDefaultWorld(sandbox, grant as Grant<'worlds'>, fixed, { seed, size, now })
  const readAsset = (name: string) => readFile(fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`)))
  surfaces = openSurfaces({ sandbox, strict: strict ?? false, first, readAsset, certificateOf: certificateFromHeader })

  const { baseUrl } = sandbox
  console.log(`Sandbank is open at ${baseUrl}
world    wld_default, seed ${first.seed}, ${first.size} customers, now ${first.now}${memory ? ', in memory' : `, kept in ${file}`}
token    ${first.developerToken}  (${first.customer}, ${first.persona})
control  ${first.controlKey}
try      the line below, then ${baseUrl}/reference
curl -H "Authorization: Bearer ${first.developerToken}" ${baseUrl}/open-banking/v4.0/aisp/accounts`)

  const stop = () => {
    server.close(() => store.close().then(() => process.exit(0)))
    server.closeIdleConnections()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

main().catch((error: NodeJS.ErrnoException & { port?: number }) => {
  if (error.code === 'EADDRINUSE')
    console.error(`Port ${error.port} is taken. Choose another, or 0 for any that is free: npm start -- --port 0`)
  else if (error.syscall === 'listen' || error.syscall === 'getaddrinfo')
    console.error(`No server can listen here: ${error.message}`)
  else if (error instanceof Problem || error.code?.startsWith('ERR_PARSE_ARGS'))
    console.error(`${error.message}\n\n${usage}`)
  else console.error(error)
  process.exit(1)
})
