import { setTimeout as pause } from 'node:timers/promises'
import { Problem } from '#bank/base/problem.ts'
import { drawFrom } from '#bank/scenarios/fault.ts'
import type { ScenarioUse } from '#bank/scenarios/scenario.ts'
import { parseScenario, scenarioHeader } from '#bank/scenarios/scenarios.ts'
import { readBodyBytes } from '#edge/input.ts'
import { chooseFaults, loadFaults } from '#store/faults.ts'
import type { World } from '#store/world.ts'
import { keepAnswer } from './bodies.ts'
import type { Exchange } from './exchange.ts'
import { checkWorld } from './world-checks.ts'

/*
 * Faults on the way of a request. What a caller asks for by header comes before everything else;
 * armed faults come after the grant, because only then the world is known. Both act at three
 * points: before the operation, after its commit, and on the answer.
 */

/** Ends a request without an answer: the connection is cut. */
export class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut'
}

/** Applies the scenario that the header of a request asks for, if any. Throws its problem. */
export async function applyRequested(exchange: Exchange): Promise<void> {
  const text = exchange.headers.get(scenarioHeader)
  if (text === undefined) return
  const draw = drawFrom([exchange.interactionId])
  const use: ScenarioUse = { ...parseScenario(text, exchange.place), draw, isQuiet: false }
  exchange.uses.push(use)
  await actBefore(exchange, use)
}

/**
 * Applies the armed faults of a request's world. Returns undefined, not a promise, if the world has
 * none. `accounts` are those that the request is about. Where only its body or its consent tells
 * them, `findAccounts` does, and is called only if a fault is about an account.
 */
export function applyArmed(
  exchange: Exchange,
  world: World,
  accounts?: readonly string[],
  findAccounts?: FindAccounts,
): Promise<void> | undefined {
  return world.record.faults === undefined ? undefined : chooseAndAct(exchange, world, accounts, findAccounts)
}

type FindAccounts = () => Promise<readonly string[] | undefined>

/**
 * Notes the world of a request to the authorization server, checks its outages and limits, and
 * applies its faults.
 */
export async function noteWorld(exchange: Exchange, world: World, partner?: string): Promise<void> {
  exchange.world = world
  if (partner !== undefined) exchange.partner = partner
  checkWorld(exchange, world, 'authorization')
  await applyArmed(exchange, world)
}

async function chooseAndAct(
  exchange: Exchange,
  world: World,
  named?: readonly string[],
  findAccounts?: FindAccounts,
): Promise<void> {
  const { place, partner, headers, method, target, uses } = exchange
  if (place.surface !== 'open-banking' && place.surface !== 'authorization') return
  const accounts = named ?? (findAccounts && (await isAnyAboutAccount(world)) ? await findAccounts() : undefined)
  const key = headers.get('x-idempotency-key') ?? `${method} ${target}`
  for (const use of await chooseFaults(world, { place, partner, accounts, now: world.now }, key)) {
    uses.push(use)
    await actBefore(exchange, use)
  }
}

/** Whether an armed fault of a world is about an account. */
const isAnyAboutAccount = async (world: World): Promise<boolean> =>
  (await loadFaults(world)).some(({ when }) => when?.account !== undefined)

async function actBefore(exchange: Exchange, { scenario: { title, effect }, values, draw }: ScenarioUse) {
  if (effect.at !== 'before') return
  const { sandbox, uses } = exchange
  if ('problem' in effect) {
    await keepBody(exchange)
    throw new Problem(effect.problem, title, { headers: { ...effect.headers?.(values), ...namesOf(uses) } })
  }
  await wait(sandbox, effect.waitMs(values, draw))
}

/**
 * Reads the body of a request that a fault answers, so that the log has it and a replay can send
 * it. No operation reads it then.
 */
async function keepBody({ sandbox, world, request }: Exchange): Promise<void> {
  if (!sandbox.requestLog && !world?.record.requestLog) return
  if (!request?.body || request.bodyUsed) return
  try {
    await readBodyBytes(request)
  } catch (error) {
    // A body that breaks off, or is too large, changes nothing: the fault answers.
    if (!(error instanceof Problem)) throw error
  }
}

/** Acts after an operation has committed. Throws a problem, or `ConnectionCut`. */
export function actAfter(uses: readonly ScenarioUse[]): void {
  for (const { scenario } of uses) {
    const { effect, title } = scenario
    if (effect.at !== 'after') continue
    if ('cutsConnection' in effect) throw new ConnectionCut(title)
    throw new Problem(effect.problem, title, { headers: namesOf(uses) })
  }
}

/** Changes an answer as the scenarios of its request say, and names those that are not quiet. */
export async function changeAnswer({ sandbox, uses }: Exchange, response: Response): Promise<Response> {
  const effects = uses.flatMap(({ scenario: { effect }, values, draw }) =>
    effect.at === 'body' ? [{ effect, values, draw }] : [],
  )
  const names = namesOf(uses)
  if (effects.length === 0) {
    for (const [name, value] of Object.entries(names)) response.headers.set(name, value)
    return response
  }
  let answer = { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() }
  for (const { effect, values, draw } of effects)
    if ('change' in effect) answer = { ...answer, ...effect.change(answer, values, draw) }
  const took = effects.reduce((sum, { effect, values }) => sum + ('takesMs' in effect ? effect.takesMs(values) : 0), 0)
  const hasBody = answer.text !== '' && answer.status !== 204
  const body = took > 0 && hasBody ? sendSlowly(sandbox, answer.text, took) : hasBody ? answer.text : null
  const headers = new Headers({ ...answer.headers, ...names })
  // A record of headers holds only the last cookie.
  const cookies = headers.has('set-cookie') ? response.headers.getSetCookie() : []
  headers.delete('set-cookie')
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return keepAnswer(new Response(body, { status: answer.status, headers }), hasBody ? answer.text : null)
}

/** In how many parts a slow body is sent. */
const parts = 8

/** Streams a text in equal parts over some milliseconds. */
function sendSlowly(sandbox: Exchange['sandbox'], text: string, ms: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  let sent = 0
  return new ReadableStream({
    async pull(controller) {
      await wait(sandbox, ms / parts)
      const from = Math.floor((bytes.length * sent) / parts)
      controller.enqueue(bytes.slice(from, Math.floor((bytes.length * ++sent) / parts)))
      if (sent === parts) controller.close()
    },
  })
}

/** The header that names the scenarios of an answer. */
function namesOf(uses: readonly ScenarioUse[]): Record<string, string> {
  const names = uses.flatMap(({ name, isQuiet }) => (isQuiet ? [] : name))
  return names.length === 0 ? {} : { [scenarioHeader]: names.join(', ') }
}

/** Waits, at most as long as the host lets a request take. */
const wait = ({ wait = pause, catchUpBudgetMs = Number.POSITIVE_INFINITY }: Exchange['sandbox'], ms: number) =>
  wait(Math.min(ms, catchUpBudgetMs))
