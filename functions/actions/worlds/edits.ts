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
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** Returns the world's edits as they were put, or an empty document. */
export const getEdits = (world: World, _grant: Grant<'world'>): Edits => world.edits ?? {}

/** Replaces the world's edits. Rejects an invalid document with all of its faults. */
export async function putEdits(world: World, _grant: Grant<'world'>, document: Edits): Promise<Edits> {
  checkEdits(world, document)
  const { write, digest } = buildEditsWrite(world.record, document)
  await commit(world, write, { ...world.record, edits: digest })
  return document
}

/** Rejects a document that breaks a rule in a world, with every fault. */
export function checkEdits(world: World, document: Edits): void {
  const [first, ...more] = findEditFaults(document, buildGround(world))
  if (first)
    throw new Problem(first.code, first.message, { ...(first.path !== undefined && { path: first.path }), more })
}

/** Deletes the world's edits, which restores the synthetic bank. */
export async function deleteEdits(world: World, _grant: Grant<'world'>): Promise<void> {
  const { edits: _, ...record } = world.record
  await commit(world, { delete: kept.key(world), expect: 'anything' }, record)
}

/**
 * Commits the edits and the world's record together, so that no reader sees one without the other.
 */
const commit = ({ id, version, sandbox }: World, write: Write, value: WorldRecord): Promise<void> =>
  rejectOnConflict('the world was changed by another request at the same time; read it and retry', () =>
    sandbox.store.commit([write, { put: worlds.key(id), expect: { version }, value }]),
  )

/** Returns what the rules of edits need to know about the synthetic bank. */
function buildGround(world: World): EditContext {
  const bank = bankOf(world)
  // The rules name only accounts that `account` returned.
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
