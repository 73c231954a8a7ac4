import { hash } from 'node:crypto'
import { checkFilter } from '#actions/partners/known-filters.ts'
import { Problem } from '#bank/base/problem.ts'
import { suggestName } from '#bank/base/validation-messages.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { type Fault, type FaultCondition, type FaultRequest, mostFaults } from '#bank/scenarios/fault.ts'
import type { Place } from '#bank/scenarios/scenario.ts'
import { findScenario } from '#bank/scenarios/scenarios.ts'
import { iso } from '#bank/time/clock.ts'
import { loadFaults } from '#store/faults.ts'
import { faultCounts, faultLists, worlds } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { World } from '#store/world.ts'

/** A fault as its owner sees it. `used` is how often it applied, for a fault with a count. */
export type FaultView = Fault & { readonly used?: number }

/** Lists the faults that a world has armed, oldest first. */
export async function listFaults(world: World, _grant: Grant<'world'>): Promise<FaultView[]> {
  return countUses(world, await loadFaults(world))
}

/** Returns one armed fault. Rejects an unknown id with `fault-not-found`. */
export async function getFault(world: World, _grant: Grant<'world'>, id: string): Promise<FaultView> {
  const fault = requireFault(await loadFaults(world), id)
  const [view = fault] = await countUses(world, [fault])
  return view
}

/** Adds to each fault with a count how often it applied. */
async function countUses(world: World, faults: readonly Fault[]): Promise<FaultView[]> {
  const counted = faults.filter(isCounted)
  if (counted.length === 0) return [...faults]
  const items = await world.sandbox.store.get(counted.map(({ id }) => faultCounts.key(world, id)))
  const uses = new Map(counted.map(({ id }, n) => [id, items[n] ? faultCounts.read(items[n]).count : 0]))
  return faults.map((fault) => ({ ...fault, ...(isCounted(fault) && { used: uses.get(fault.id) ?? 0 }) }))
}

const isCounted = ({ when }: Fault): boolean => when?.count !== undefined
const unused = (fault: Fault): FaultView => (isCounted(fault) ? { ...fault, used: 0 } : fault)

/**
 * Arms a scenario. `armable` are the places that faults can reach. Rejects what no request could
 * ever meet: an unknown scenario, parameter, operation, partner or account, and an operation where
 * the scenario does not apply.
 */
export async function armFault(
  world: World,
  grant: Grant<'world'>,
  request: FaultRequest,
  armable: readonly Place[],
): Promise<FaultView> {
  checkFault(request, armable)
  await checkFilter(world, grant, request.when ?? {}, 'when.')
  const faults = await loadFaults(world)
  if (faults.length >= mostFaults)
    throw new Problem('limit-reached', `a world arms at most ${mostFaults} faults; disarm one first`)
  const fault = { ...request, id: `flt_${(world.record.faultsArmed ?? 0) + 1}`, armedAt: iso(world.now) }
  await commitFaults(world, [...faults, fault])
  return unused(fault)
}

/** Replaces what a fault does and whom it reaches. Its count starts again. */
export async function changeFault(
  world: World,
  grant: Grant<'world'>,
  id: string,
  request: FaultRequest,
  armable: readonly Place[],
): Promise<FaultView> {
  checkFault(request, armable)
  await checkFilter(world, grant, request.when ?? {}, 'when.')
  const faults = await loadFaults(world)
  requireFault(faults, id)
  // A new id, because counts and draws belong to the id.
  const changed = { ...request, id: `flt_${(world.record.faultsArmed ?? 0) + 1}`, armedAt: iso(world.now) }
  await commitFaults(
    world,
    faults.map((fault) => (fault.id === id ? changed : fault)),
  )
  return unused(changed)
}

/** Disarms a fault. Rejects an unknown id with `fault-not-found`. */
export async function disarmFault(world: World, _grant: Grant<'world'>, id: string): Promise<void> {
  const faults = await loadFaults(world)
  requireFault(faults, id)
  await commitFaults(
    world,
    faults.filter((fault) => fault.id !== id),
  )
}

function requireFault(faults: readonly Fault[], id: string): Fault {
  const fault = faults.find((one) => one.id === id)
  if (fault) return fault
  const path = 'path FaultId'
  const why = `${path}: no armed fault has the id ${id.slice(0, 40)}; GET .../faults lists the armed faults`
  throw new Problem('fault-not-found', why, { path })
}

/** Rejects a fault that could never reach a request. */
function checkFault({ scenario: name, parameters = {}, when = {} }: FaultRequest, armable: readonly Place[]): void {
  const paths = { name: 'scenario', parameter: (key: string) => `parameters.${key}` }
  const { scenario } = findScenario(name, parameters, undefined, paths)
  const known = armable.flatMap(({ operation }) => operation ?? [])
  for (const [n, operation] of (when.operations ?? []).entries()) {
    const path = `when.operations.${n}`
    const place = armable.find((one) => one.operation === operation)
    if (!place) {
      const why = `${path}: must be the id of an operation as in /reference, such as GetAccounts, an endpoint such as token, webhook-delivery or event-notification (got ${operation.slice(0, 60)})${suggestName(operation, known)}`
      throw new Problem('field-invalid', why, { path })
    }
    if (!scenario.appliesTo(place)) {
      const why = `${path}: ${name} applies to ${scenario.where}, not to ${operation}`
      throw new Problem('field-invalid', why, { path })
    }
    checkEndpoint(place, when)
  }
  if (when.from !== undefined && when.to !== undefined && Date.parse(when.from) > Date.parse(when.to)) {
    const path = 'when.from'
    throw new Problem('field-invalid', `${path}: must not be after when.to, ${when.to} (got ${when.from})`, { path })
  }
}

/** The endpoints of the authorization server whose requests name a partner before they run. */
const endpointsOfPartners: readonly (string | undefined)[] = ['authorize', 'register']

/** Rejects a condition that no request to an endpoint of the authorization server meets. */
function checkEndpoint({ surface, operation }: Place, { partner, account }: FaultCondition): void {
  if (surface !== 'authorization') return
  const reject = (path: string, what: string) => {
    throw new Problem('field-invalid', `${path}: the bank knows no ${what} when ${operation} is called; leave it out`, {
      path,
    })
  }
  if (partner !== undefined && !endpointsOfPartners.includes(operation)) reject('when.partner', 'partner')
  if (account !== undefined) reject('when.account', 'account')
}

/** Faults as a world held them at an instant. */
export type FaultState = {
  readonly faults: readonly Fault[]
  /** How many faults had been armed until then: ids count on. */
  readonly armed: number
  /** How often faults had been met, by the names of their counts. */
  readonly counts: Readonly<Record<string, number>>
}

/**
 * Arms the faults of an earlier instant in a world that has none. Their ids and counts stay, so
 * that they reach the same requests.
 */
export async function restoreFaults(
  world: World,
  _grant: Grant<'world'>,
  { faults, armed, counts }: FaultState,
  armable: readonly Place[],
): Promise<void> {
  for (const [n, fault] of faults.entries())
    try {
      checkFault(fault, armable)
    } catch (error) {
      throw error instanceof Problem ? new Problem(error.code, `faults.${n}.${error.message}`) : error
    }
  for (const [name, count] of Object.entries(counts))
    await world.sandbox.store.commit([{ put: faultCounts.key(world, name), expect: 'anything', value: { count } }])
  const counted = { ...world, record: { ...world.record, faultsArmed: armed } }
  if (faults.length > 0 || armed > 0) await commitFaults(counted, faults)
}

/**
 * Commits the list of faults with the world's record, so that no request sees one without the
 * other.
 */
async function commitFaults(world: World, faults: readonly Fault[]): Promise<void> {
  const { id, version, sandbox, record } = world
  const digest = hash('sha256', JSON.stringify(faults)).slice(0, 16)
  const { faults: _, ...rest } = record
  const newest = Math.max(record.faultsArmed ?? 0, ...faults.map((fault) => Number(fault.id.slice('flt_'.length))))
  const value = { ...rest, ...(faults.length > 0 && { faults: digest }), faultsArmed: newest }
  await rejectOnConflict('the world was changed by another request at the same time; read it and retry', () =>
    sandbox.store.commit([
      { put: faultLists.key(world), expect: 'anything', value: { digest, faults } },
      { put: worlds.key(id), expect: { version }, value },
    ]),
  )
}
