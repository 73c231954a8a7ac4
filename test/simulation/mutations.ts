import { findOrderOfConsent } from '#actions/payments/find-order.ts'
import type { Edits } from '#bank/worlds/edits.ts'
import { Conflict, type Expectation, type Store, type Write } from '#store/store.ts'
import { book } from '#test/support/book.ts'
import { withCommits } from '#test/support/stores.ts'
import type { Mutation } from './bank.ts'
import { soundCode } from './code.ts'
import { Mishap } from './faults.ts'
import type { Changed } from './transfers.ts'

/*
 * Banks with a deliberate fault. Some seed must find each fault; otherwise the simulator is blind
 * to it.
 */

const pathOf = (write: Write): string =>
  ('put' in write ? write.put : 'delete' in write ? write.delete : write.check).path

/** Returns whether a write is a due return: such a due item has a turn of a million or more. */
const isReturn = (write: Write): boolean => /^due\/.*\/1\d{6}$/.test(pathOf(write))

/** Returns whether a write ends a due item. */
const isDone = (write: Write): boolean => 'delete' in write && pathOf(write).startsWith('due/')

/** Returns a store that changes each commit. */
const writing = (change: (writes: readonly Write[]) => readonly Write[]) => (store: Store) =>
  withCommits(store, async (_, writes) => {
    const changed = change(writes)
    if (changed.length > 0) await store.commit(changed)
  })

/** Returns a store that drops the chosen expectations of a commit. */
const believing = (isBelieved: (expect: Expectation, path: string) => boolean) =>
  writing((writes) =>
    writes.flatMap((write): Write[] => {
      if (!isBelieved(write.expect, pathOf(write))) return [write]
      return 'check' in write ? [] : [{ ...write, expect: 'anything' }]
    }),
  )
const without = (isDropped: (write: Write) => boolean) =>
  writing((writes) => writes.filter((write) => !isDropped(write)))

const torn = (store: Store): Store =>
  withCommits(store, async (_, writes) => {
    for (const write of writes) await store.commit([write])
  })

/** Returns a store that acknowledges some commits and does not write them. */
function forgetful(store: Store): Store {
  let commits = 0
  return withCommits(store, async (commit) => {
    if (++commits % 9 !== 0) await commit()
  })
}

/** Returns a store whose lists are a few commits old, as without strongly consistent reads. */
function stale(isStale: (prefix: string) => boolean): (store: Store) => Store {
  return (store) => {
    const before = new Map<string, Awaited<ReturnType<Store['list']>>>()
    const list: Store['list'] = async (partition, range) => {
      const name = `${partition} ${JSON.stringify(range)}`
      const now = await store.list(partition, range)
      const then = before.get(name) ?? now
      before.set(name, now)
      return isStale(range.prefix ?? '') ? then : now
    }
    return { ...withCommits(store, (commit) => commit()), list }
  }
}

/** Returns a store in which booked interest stays due, once for each round. */
function twice(store: Store): Store {
  const again = new Set<string>()
  return withCommits(store, async (commit, writes) => {
    const over = writes.find((write) => 'delete' in write && pathOf(write).includes('/interest/'))
    const path = over && pathOf(over)
    const isBooked = writes.some((write) => pathOf(write).includes('/leg/'))
    if (path === undefined || !isBooked || again.has(path)) return commit()
    again.add(path)
    await store.commit(writes.filter((write) => !pathOf(write).startsWith('due/')))
  })
}

const rich = (edits: Edits | undefined): Edits | undefined =>
  edits && {
    ...edits,
    customers: (edits.customers ?? []).map((customer) => ({
      ...customer,
      accounts: customer.accounts.map((account) => ({ ...account, creditLine: '100.00' })),
    })),
  }

export const brokenBanks: Readonly<Record<string, Mutation>> = {
  'a store that writes over what should be absent': { store: believing((expect) => expect === 'absent') },
  'a store that asks for no version': { store: believing((expect) => typeof expect === 'object') },
  'a ledger that writes over legs': { store: believing((_, path) => path.includes('/leg/')) },
  'a store that writes one after the other': { store: torn },
  'a store that forgets some commits': { store: forgetful },
  'a store that lists what was there before': { store: stale(() => true) },
  'a store that shows due things late': { store: stale((prefix) => prefix === 'due/') },
  'a bank that remembers no keys': { store: without((write) => pathOf(write).startsWith('idempotent/')) },
  'a bank that leaves done things due': {
    store: without((write) => 'delete' in write && pathOf(write).startsWith('due/')),
  },
  'a bank that gives the same payment back twice': {
    store: without((write) => 'delete' in write && isReturn(write)),
  },
  'a bank that keeps what was sent back': {
    store: without((write) => 'put' in write && isReturn(write)),
  },
  'a bank that tells nothing of what is due': {
    store: writing((writes) => writes.filter((write) => !pathOf(write).startsWith('event/') || !writes.some(isDone))),
  },
  'a bank that keeps no payment of a standing order': {
    store: without((write) => /^order\/.*\/\d+$/.test(pathOf(write))),
  },
  'a bank that books interest twice': { store: twice },
  'a bank that books no interest': {
    store: without((write) => 'put' in write && pathOf(write).includes('/interest/')),
  },
  'a bank that books one side only': { store: without((write) => pathOf(write).startsWith('account/clr_')) },
  'a bank that never looks what is due': {
    code: { catchUp: async (sandbox, worldId) => soundCode.catchUp({ ...sandbox, real: () => 0 }, worldId) },
  },
  'a bank that decides by other accounts than it books on': {
    code: {
      placeOrder: (world, ...more) => soundCode.placeOrder({ ...world, edits: rich(world.edits) }, ...more),
    },
  },
  'a bank that pays again when it hears nothing': {
    code: {
      async placeVrp(world, grant, asked) {
        try {
          return await soundCode.placeVrp(world, grant, asked)
        } catch (error) {
          if (!(error instanceof Mishap)) throw error
          return soundCode.placeVrp(world, grant, { ...asked, idempotencyKey: `${asked.idempotencyKey} again` })
        }
      },
    },
  },
  'a bank that calls a consent used before it looks for the key': {
    code: {
      async placeOrder(world, grant, kind, asked) {
        const consent = grant.agreed?.consent
        if (consent && (await findOrderOfConsent(world, consent)) && asked.body.Data.Initiation) throw used
        return soundCode.placeOrder(world, grant, kind, asked)
      },
    },
  },
  'a bank that authorises what was refused': {
    code: { rejectConsent: async () => undefined },
  },
  'a bank that takes no mandate back': {
    code: { revokeConsent: async () => undefined },
  },
  'a bank that tells nothing': { store: without((write) => pathOf(write).startsWith('event/')) },
}
const used = new Conflict([])

export const brokenLedgers: Readonly<Record<string, Changed>> = {
  'a store that writes over what should be absent': { store: believing((expect) => expect === 'absent') },
  'a store that writes one after the other': { store: torn },
  'a store that forgets some commits': { store: forgetful },
  'a ledger that books again when it hears nothing, and keeps no name of what it booked': {
    store: without((write) => pathOf(write).startsWith('order/')),
  },
  'a ledger that decides once and for all': {
    book: (world, accounts, decide) => {
      let first: ReturnType<typeof decide> | undefined
      return book(world, accounts, (last) => {
        first ??= decide(last)
        return first
      })
    },
  },
  'a ledger that keeps the act and its legs apart': {
    book: async (world, accounts, decide) => {
      let kept: readonly Write[] = []
      const result = await book(world, accounts, (last) => {
        const { movement, writes, result } = decide(last)
        kept = writes
        return { movement, writes: [], result }
      })
      await world.sandbox.store.commit(kept)
      return result
    },
  },
}
