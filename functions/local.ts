import { randomBytes, randomUUID } from 'node:crypto'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { openDefaultWorld } from '#actions/worlds/default-world.ts'
import type { FixedCredentials } from '#actions/worlds/worlds.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { certificateFromHeader } from '#edge/client-certificate.ts'
import { noCredentials } from '#edge/credentials.ts'
import { admit } from '#edge/grant.ts'
import { checkSender, rejectForeignSenders } from '#edge/known-hosts.ts'
import { listen } from '#listen'
import { baseUrlOf, namesOfMachine, renderQrCode } from '#local/addresses.ts'
import { readAsset } from '#local/assets.ts'
import { parseOptions, usage } from '#local/options.ts'
import { stopOnSignals } from '#local/stop.ts'
import { randomTextFrom } from '#store/random-text.ts'
import { memoryRequestLog } from '#store/requests/request-log.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { keepSteadyTime } from '#store/steady-time.ts'
import { StoreFailure } from '#store/store-failure.ts'
import type { Sandbox } from '#store/world.ts'
import { openSurfaces, startingSurfaces } from '#surfaces'
import { createSender } from '#worker/deliver/send.ts'
import { watchDeliveries } from '#worker/deliver/watch.ts'
import { purgeAllDeletedWorlds, purgeDeletedWorlds } from '#worker/purge.ts'
import { sweepWorlds } from '#worker/wake.ts'

/** The keys of the default world. They are public: every caller of this host may do everything. */
const fixed: FixedCredentials = { worldId: 'wld_default', controlSecret: 'hackathon', developerSecret: 'hackathon' }
const file = '.sandbank/sandbank.sqlite'

async function main(): Promise<void> {
  const options = parseOptions(process.env)
  const { help, port, host, publicUrl, allowedHosts, corsOrigins, mostWorlds, memory, seed, size, now } = options
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
    onCommit: (changes) => {
      void purgeDeletedWorlds(sandbox, changes).catch(failed)
      deliveries.onCommit(changes)
    },
  })
  const sandbox: Sandbox = {
    store,
    real: Date.now,
    catchUp,
    randomText: randomTextFrom(randomBytes),
    newInteractionId: randomUUID,
    baseUrl: publicUrl ?? baseUrlOf(host, listening),
    ...(publicUrl === undefined && { followedPort: listening }),
    ...(mostWorlds !== undefined && { mostWorlds }),
    isLocal: true,
    send: createSender({ isLocal: true, now: () => performance.now() }),
    ...(options.keepsLog && { requestLog: memoryRequestLog({ now: () => performance.now(), beganAt: Date.now() }) }),
    log: ({ level, interactionId, message, error }) =>
      console[level](
        ...[`${level}: ${message}${interactionId ? ` (${interactionId})` : ''}`, error].filter(
          (part) => part !== undefined,
        ),
      ),
  }
  const deliveries = watchDeliveries(sandbox)
  const storeTime = await keepSteadyTime(sandbox, failed)
  await purgeAllDeletedWorlds(sandbox)
  setInterval(() => void sweepWorlds(sandbox).catch(failed), options.sweep * 1000).unref()
  const { grant } = await admit(sandbox, 'worlds', noCredentials)
  const first = await openDefaultWorld(sandbox, grant as Grant<'worlds'>, fixed, { seed, size, now })
  const opened = openSurfaces({
    sandbox,
    strict: options.strict ?? false,
    first,
    corsOrigins,
    readAsset,
    certificateOf: certificateFromHeader,
  })
  const { hostname, origin } = new URL(sandbox.baseUrl)
  const names = { allowed: new Set([host, hostname, ...allowedHosts]), ofMachine: namesOfMachine }
  const check = checkSender(names, new Set([origin, ...corsOrigins]))
  surfaces = { ...opened, nodeFastPath: rejectForeignSenders({ sandbox, corsOrigins }, check, opened.nodeFastPath) }

  void deliveries.start().catch(failed)
  // Before it prints that it is open: a caller may stop it from then on.
  stopOnSignals(
    server,
    () => deliveries.stop().then(storeTime).then(store.close),
    process.env.npm_lifecycle_event !== undefined,
  )
  const { baseUrl } = sandbox
  console.log(`Sandbank is open at ${baseUrl}
world    wld_default, seed ${first.seed}, ${first.size} customers, now ${first.now}${memory ? ', in memory' : `, kept in ${file}`}
token    ${first.developerToken}  (${first.customer}, ${first.persona})
control  ${first.controlKey}
listens  on ${host}:${listening}
look     ${baseUrl} in a browser; ${baseUrl}/console shows this world at work
try      the line below
curl -H "Authorization: Bearer ${first.developerToken}" ${baseUrl}/open-banking/v4.0/aisp/accounts`)
  const qrCode = renderQrCode(baseUrl)
  if (qrCode) console.log(`phone    scan this to open it:\n${qrCode}`)
}

main().catch((error: NodeJS.ErrnoException & { port?: number }) => {
  if (error.code === 'EADDRINUSE')
    console.error(`Port ${error.port} is in use. Choose another one, or 0 for a free one: npm start -- --port 0`)
  else if (error.syscall === 'listen' || error.syscall === 'getaddrinfo')
    console.error(`Cannot listen on this address: ${error.message}. Choose another one with --host`)
  else if (error instanceof StoreFailure) console.error(`${file}: ${error.message}`)
  else if (error instanceof Problem || error.code?.startsWith('ERR_PARSE_ARGS'))
    console.error(`${error.message}\n\n${usage}`)
  else console.error(error)
  process.exit(1)
})
