import { orConflict } from '#actions/concurrency/retry-on-conflict.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { secondsOf } from '#bank/time/clock.ts'
import { type EditContext, findEditFaults } from '#bank/worlds/edit-rules.ts'
import type { Edits } from '#bank/worlds/edits.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { type Account, accountOf } from '#mocks/accounts/account.ts'
import { bankOf, firstMonth } from '#mocks/base/bank.ts'
import { startOf } from '#mocks/base/calendar.ts'
import { balanceAt, newestFirst } from '#mocks/history/history.ts'
import { personas } from '#mocks/people/personas.ts'
import { buildEditsWrite } from '#store/edits.ts'
import { edits as kept, worlds } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** The world's document, as it was put; an empty one where there is none. */
export const getEdits = (world: World, _grant: Grant<'world'>): Edits => world.edits ?? {}

/**
 * Puts a document in the place of the one before, whole, or refuses it whole with everything that
 * is wrong with it.
 */
export async function putEdits(world: World, _grant: Grant<'world'>, document: Edits): Promise<Edits> {
  const [first, ...more] = findEditFaults(document, groundOf(world))
  if (first)
    throw new Problem(first.code, first.message, { ...(first.path !== undefined && { path: first.path }), more })
  const { write, digest } = buildEditsWrite(world.record, document)
  await commit(world, write, { ...world.record, edits: digest })
  return document
}

/** Takes the world's document away: the synthetic bank is as it was. */
export async function deleteEdits(world: World, _grant: Grant<'world'>): Promise<void> {
  const { edits: _, ...record } = world.record
  await commit(world, { delete: kept.key(world), expect: 'anything' }, record)
}

/** Document and record in one commit: no reader meets one without the other. */
const commit = ({ id, version, sandbox }: World, write: Write, value: WorldRecord): Promise<void> =>
  orConflict('the world was changed at the same moment; read it and try again', () =>
    sandbox.store.commit([write, { put: worlds.key(id), expect: { version }, value }]),
  )

/** The synthetic bank, as the rules of edits ask about it. */
function groundOf(world: World): EditContext {
  const bank = bankOf(world)
  // The rules ask only about accounts that they were told of.
  const named = (id: string) => accountOf(bank, id) as Account
  return {
    now: secondsOf(world),
    begins: startOf(firstMonth(bank)),
    personas: personas.map(({ id }) => id),
    account: (id) => {
      const account = accountOf(bank, id)
      return account && { begins: startOf(account.firstMonth), creditLine: account.creditLine }
    },
    balanceAt: (id, at) => balanceAt(bank, named(id), at),
    balances: (id, from, to) =>
      [...newestFirst(bank, named(id), { from, to, now: to })].reverse().map(({ entry }) => entry),
  }
}
