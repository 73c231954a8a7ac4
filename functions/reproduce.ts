import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { type Replayed, replay } from '#actions/requests/replay.ts'
import { parseJson } from '#bank/base/parse-json.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { type RecordedCaller, type ReproducedRequest, Reproduction } from '#bank/requests/reproduction.ts'
import { placesOfDeliveries } from '#bank/scenarios/deliveries.ts'
import { placesOfOperations } from '#bank/scenarios/places.ts'
import { generator } from '#bank/worlds/world.ts'
import { noCredentials } from '#edge/credentials.ts'
import { admit } from '#edge/grant.ts'
import { placesOfEndpoints } from '#edge/request/place.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Sandbox } from '#store/world.ts'
import { openSurfaces } from '#surfaces'

const usage = `Replays a failure in a fresh world in memory, and compares the answers: npm run reproduce -- FILE
FILE is what GET /control/worlds/{WorldId}/requests/{RequestId}?as=scenario answers.
The world begins with the snapshot that FILE holds, or at its start if FILE holds none.
It ends with 0 if all answers are the same, with 1 if one differs, and with 2 if the file is not valid.`

/** Opens an empty sandbox whose chance is repeatable, in the real time that was recorded. */
function openSandbox({ baseUrl, isLocal, followedPort }: Reproduction, real: () => number): Sandbox {
  let drawn = 0
  const draw = () => hash('sha256', `reproduction ${drawn++}`)
  return {
    store: sqliteStore({ now: real }),
    real,
    catchUp,
    randomText: (characters) => draw().slice(0, characters).padEnd(characters, 'x'),
    newInteractionId: () => draw().replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5'),
    baseUrl,
    ...(isLocal && { isLocal }),
    ...(followedPort !== undefined && { followedPort }),
    // Scenarios that wait are replayed without waiting.
    wait: async () => {},
    log: ({ message, error }) => console.error(message, error ?? ''),
  }
}

async function main(): Promise<number> {
  const [file] = process.argv.slice(2)
  if (file === undefined || file === '--help') {
    console.log(usage)
    return file === undefined ? 2 : 0
  }
  const document = parseStrict(Reproduction, parseJson(await readFile(file, 'utf8'), file) as Record<string, unknown>)
  if (document.world.generator !== generator)
    throw new Problem(
      'field-invalid',
      `world.generator: must be ${generator}, the generator of this version (got ${document.world.generator})`,
    )
  // The snapshot has events of its time, which must not be later than the clock.
  let real = Date.parse(document.snapshot?.realAt ?? document.requests[0]?.realAt ?? '')
  const sandbox = openSandbox(document, () => real)
  const worldId = document.world.id
  let caller: RecordedCaller = { worldId }
  const { fetch } = openSurfaces({
    ...{ sandbox, strict: false, readAsset: async () => new Uint8Array() },
    recordedCaller: () => caller,
  })
  const send = async (request: ReproducedRequest) => {
    caller = { worldId, ...request.caller }
    real = Math.max(real, Date.parse(request.realAt))
    const { method, target, body } = request
    const { host, ...headers } = request.headers
    const origin = (host !== undefined && URL.parse(`http://${host}`)?.origin) || document.baseUrl
    const sent = { method, headers: { ...headers, authorization: 'Bearer recorded' }, ...(body && { body }) }
    const answer = await fetch(new Request(new URL(target, origin), sent))
    return { status: answer.status, text: await answer.text() }
  }
  const { grant: worlds } = await admit(sandbox, 'worlds', noCredentials)
  const armable = [...placesOfOperations, ...placesOfEndpoints, ...placesOfDeliveries]
  const grants = { worlds: worlds as Grant<'worlds'>, world: worlds as Grant as Grant<'world'> }
  console.log(beginningOf(document))
  let [same, different] = [0, 0]
  for await (const one of replay(sandbox, grants, document, send, armable)) {
    console.log(lineOf(one))
    if (one.difference !== undefined) different++
    else if (one.status !== undefined) same++
  }
  console.log(`${same} answers are the same, ${different} differ`)
  await sandbox.store.close()
  return different > 0 ? 1 : 0
}

function beginningOf({ snapshot, world: { now } }: Reproduction): string {
  const gap = snapshot?.hasGap ? '; the log began later, so requests in between may be missing' : ''
  if (snapshot?.lines) return `${snapshot.at} begins with the snapshot ${snapshot.id}${gap}`
  const leftOut = snapshot && `: the snapshot ${snapshot.id} is left out, because ${snapshot.leftOut}`
  return `${now} begins at the start of the world${leftOut ?? ''}`
}

function lineOf({ request: { at, method, target, notReplayed }, status, difference }: Replayed): string {
  const outcome = status === undefined ? `not replayed: ${notReplayed}` : (difference ?? `${status} as recorded`)
  return `${at ?? '-'.padEnd(24)} ${method} ${target}: ${outcome}`
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  },
)
