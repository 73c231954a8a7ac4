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
  --port N      port to listen on; default 4000, or the environment variable PORT
  --host H      address to listen on; default 127.0.0.1
  --memory      store nothing on disk: every start begins with an empty sandbox
  --seed N      seed of the default world; default 1
  --size N      number of its customers; default 1000
  --now T       first time of its clock, such as 2026-11-24T09:30:00Z; default the real time
  --strict      check every answer against its schema
  --sweep S     seconds between sweeps, which run the due items of worlds without requests; default 10
  --help        show this text`

/** The keys of the default world. They are public: every caller of this host may do everything. */
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
    throw new Problem('field-invalid', `--${name} must be a whole number from ${low} to ${high} (got ${text})`)
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

  const failed = (error: unknown) =>
    sandbox.log({ level: 'error', message: 'background work failed (sweep or removal of deleted worlds)', error })
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
    console.error(`Port ${error.port} is in use. Choose another one, or 0 for a free one: npm start -- --port 0`)
  else if (error.syscall === 'listen' || error.syscall === 'getaddrinfo')
    console.error(`Cannot listen on this address: ${error.message}. Choose another one with --host`)
  else if (error instanceof Problem || error.code?.startsWith('ERR_PARSE_ARGS'))
    console.error(`${error.message}\n\n${usage}`)
  else console.error(error)
  process.exit(1)
})
