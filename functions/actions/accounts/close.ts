import { buildEventWrite, keepListened } from '#actions/outbox/outbox.ts'
import { Problem } from '#bank/base/problem.ts'
import { stateOf } from '#bank/consents/consent.ts'
import type { EventRecord } from '#bank/events/event.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { followersOf } from '#store/events/followers.ts'
import { listPages } from '#store/list-pages.ts'
import { closedAccounts, consents } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import { commitWithRecord, type World } from '#store/world.ts'

/** The most accounts of a world that are closed: its record names them. */
export const mostClosed = 500

/**
 * Closes an account at the world's now, together with other writes. Its history ends and its
 * balance stays. From then on money neither leaves nor enters it, beyond what comes back of earlier
 * payments. Rejects with `limit-reached` beyond 500 accounts.
 */
export async function closeAccount(world: World, { id }: Account, others: readonly Write[]): Promise<void> {
  const { sandbox, now } = world
  const closed: Write = { put: closedAccounts.key(world, id), expect: 'absent', value: { at: now } }
  const found = keepListened(world, await buildEvents(world, id))
  const writes = [closed, ...others, ...found.map((event) => buildEventWrite(world, event))]
  await rejectOnConflict(`${id} was closed by another request at the same time`, () =>
    commitWithRecord(
      world,
      ({ record }) => {
        if (Object.keys(record.closed ?? {}).length >= mostClosed)
          throw new Problem('limit-reached', `a world has at most ${mostClosed} closed accounts; use another world`)
        return { ...record, closed: { ...record.closed, [id]: now } }
      },
      writes,
    ),
  )
  for (const wake of followersOf(sandbox.store, world.id)) wake()
}

/**
 * Builds the events of a closed account: one for each partner that may read it, or one of no
 * partner if none may.
 */
async function buildEvents(world: World, account: string): Promise<EventRecord[]> {
  const { partition, path: prefix } = consents.key(world, '')
  const partners = new Set<string>()
  for await (const items of listPages(world.sandbox.store, partition, { prefix, limit: 500 }))
    for (const consent of items.map(consents.read))
      if (
        consent.kind === 'account-access' &&
        consent.accounts?.includes(account) &&
        stateOf(consent, world.now).state === 'AUTH'
      )
        partners.add(consent.partner)
  const data = { kind: 'account', AccountId: account, Status: 'Deleted' }
  const event: EventRecord = { kind: 'account.closed', accounts: [account], object: account, at: world.now, data }
  return partners.size === 0 ? [event] : [...partners].map((partner) => ({ ...event, partner }))
}
