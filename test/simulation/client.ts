import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { admitToken } from '#edge/grant.ts'
import { type Chance, chance, drawInteger, stream } from '#mocks/base/chance.ts'
import { findWorld, loadWorldAsStored, type Sandbox, type World } from '#store/world.ts'
import { type Bank, partnerId, worldId } from './bank.ts'
import { Mishap } from './faults.ts'

/** The outcome of a request after all its attempts: an answer, a rejection, or no answer at all. */
export type Outcome<T> =
  | { answer: T }
  /** `mayBeDone` is true if an earlier attempt had no answer. */
  | { refused: Problem; mayBeDone: boolean }
  | { unknown: true }

/** The number of attempts, and the longest pause between them in virtual milliseconds. */
const attempts = 8
const longestPause = 300

const requests = stream('request')

/** Sends a request until there is an answer, each time to any process that is alive. */
export async function ask<T>(bank: Bank, name: string, work: (sandbox: Sandbox) => Promise<T>): Promise<Outcome<T>> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const next = chanceOf(bank, name, attempt)
    if (attempt > 0) await bank.schedule.wait(drawInteger(next, 1, longestPause))
    const { sandbox } = bank.process(next)
    try {
      return { answer: await bank.as({ name: `${name}d${attempt}`, chance: next, drawn: 0 }, () => work(sandbox)) }
    } catch (error) {
      const isForLater = error instanceof Problem && error.headers['retry-after'] !== undefined
      if (isForLater) await bank.schedule.wait(Number(error.headers['retry-after']) * 1_000)
      else if (error instanceof Problem && error.code !== 'conflict') return { refused: error, mayBeDone: attempt > 0 }
      // After a conflict the client reads and retries, as it does after no answer.
      if (!(error instanceof Problem) && !(error instanceof Mishap)) {
        bank.wrong.push(`${name} failed as no request may: ${error}`)
        return { unknown: true }
      }
    }
  }
  return { unknown: true }
}

/**
 * The chance of one attempt follows from its name, so that leaving other requests out changes
 * little.
 */
function chanceOf({ seed }: Bank, name: string, attempt: number): Chance {
  let mixed = 0
  for (const character of name) mixed = (Math.imul(mixed, 31) + character.charCodeAt(0)) | 0
  return chance(seed, mixed >>> 0, attempt, requests)
}

/** Returns the world as a request enters it. No request may see a world with due items left. */
export async function enter(bank: Bank, sandbox: Sandbox): Promise<World> {
  const world = await findWorld(sandbox, worldId)
  if (!world) throw new Error('the world is gone')
  return seen(bank, world)
}

/** Returns the partner's own token, or its token for a consent, checked as the edge checks it. */
export async function admitted(
  bank: Bank,
  sandbox: Sandbox,
  consent?: string,
): Promise<{ world: World; grant: Grant<'partner'> & Grant<'payment'> }> {
  // The partner asks for another token once the world was reset or restored.
  const { epoch } = (await loadWorldAsStored(bank.sandbox, worldId))?.record ?? { epoch: 0 }
  const { world, grant } = await admitToken(sandbox, {
    worldId,
    epoch,
    partnerId,
    partnersGone: 0,
    scopes: new Set(['payments']),
    consent: consent === undefined ? undefined : { id: consent, authorisation: 1 },
    exp: Number.MAX_SAFE_INTEGER,
    worldExp: Number.MAX_SAFE_INTEGER,
    jkt: undefined,
    x5t: undefined,
  })
  return { world: seen(bank, world), grant: grant as Grant<'partner'> & Grant<'payment'> }
}

function seen(bank: Bank, world: World): World {
  const { nextDue } = world.record
  if (nextDue !== undefined && nextDue <= world.now)
    bank.wrong.push(`a request saw the world at ${iso(world.now)} with items due since ${iso(nextDue)}`)
  return world
}

const iso = (at: number) => new Date(at).toISOString()
