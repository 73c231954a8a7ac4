import { AsyncLocalStorage } from 'node:async_hooks'
import { hash } from 'node:crypto'
import { cashAccountOf } from '#actions/accounts/identification.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import type { CashAccount } from '#bank/account-information/account.ts'
import { eventKindNames } from '#bank/events/kinds.ts'
import type { Failure } from '#bank/rails/rail.ts'
import type { Edits } from '#bank/worlds/edits.ts'
import { generator } from '#bank/worlds/world.ts'
import { type Chance, chance, pick, stream } from '#mocks/base/chance.ts'
import { buildEditsWrite } from '#store/edits.ts'
import { partners, worlds } from '#store/records.ts'
import type { Store } from '#store/store.ts'
import { loadWorldAsStored, type Sandbox } from '#store/world.ts'
import { type Code, soundCode } from './code.ts'
import { type Faults, faultsOf, unreliable } from './faults.ts'
import { type Data, memoryStore } from './memory-store.ts'
import { Schedule } from './schedule.ts'

/** The start of every simulation, in real time and by the world's clock. */
export const begin = Date.parse('2026-11-24T09:30:00Z')
export const worldId = 'wld_simulated'
export const partnerId = 'app_simulated'

/** Customers with exactly these balances, who do only what the history says. Minor units. */
export const holders: Readonly<Record<string, { opening: number; line: number; product?: 'savings' }>> = {
  ada: { opening: 20_000, line: 0 },
  ben: { opening: 5_000, line: 10_000 },
  cyd: { opening: 100_000, line: 0 },
  dee: { opening: 0, line: 0 },
  eve: { opening: 50_000, line: 0, product: 'savings' },
}
export const accountOf = (name: string): string =>
  name in holders ? `acc_x_${name}_${holders[name]?.product ?? 'current'}` : `acc_${name}`

/** The accounts that pay. Those of the synthetic bank are named without their prefix `acc_`. */
export const payers = [...Object.keys(holders), '0_current', '2_current']
/** Payees at other banks. */
const strangers = {
  elsewhere: { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '08080021325698', Name: 'Bob Clements' },
  abroad: { SchemeName: 'UK.OBIE.IBAN', Identification: 'DE89370400440532013000', Name: 'Erika Muster' },
  // Payments to these accounts are returned: in seconds, on the next working day, or after days.
  gone: { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '00900000000007', Name: 'Clara Gone' },
  held: { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '00900000000006', Name: 'Bruno Held' },
  nowhere: { SchemeName: 'UK.OBIE.IBAN', Identification: 'DE78009000000000000003', Name: 'Nora Nowhere' },
} satisfies Record<string, CashAccount>
/** The reason for each return. */
export const failing: Readonly<Record<string, Failure>> = {
  gone: 'account-closed',
  held: 'account-blocked',
  nowhere: 'account-unknown',
}
export const isAbroad = (payee: string): boolean => payee === 'abroad' || payee === 'nowhere'
/** Accounts that only receive payments. */
const savers = ['0_savings']
export const payees = [...payers, ...savers, ...Object.keys(strangers)]

export const pounds = (pence: number) => (pence / 100).toFixed(2)
const edits: Edits = {
  customers: Object.entries(holders).map(([name, { opening, line, product }]) => ({
    id: `cus_x_${name}`,
    persona: 'student',
    name: `${name} example`,
    born: '2004-02-29',
    address: { building: '1', street: 'Random Row', town: 'Exampleton', county: 'Kent', postcode: 'ZZ1 1ZZ' },
    email: `${name}@example.com`,
    accounts: [
      {
        id: accountOf(name) as `acc_x_${string}_current`,
        product: product ?? 'current',
        currency: 'GBP',
        opened: '2026-07-01',
        openingBalance: pounds(opening),
        creditLine: pounds(line),
      },
    ],
  })),
}

/**
 * A client of the bank. Each actor draws its own chance, so that other actors can be left out of a
 * history.
 */
type Actor = { readonly name: string; readonly chance: Chance; drawn: number }
const acting = new AsyncLocalStorage<Actor>()

/**
 * A deliberate fault, for simulations that must fail: another store under the bank, or other code
 * in it.
 */
export type Mutation = { readonly store?: (store: Store) => Store; readonly code?: Partial<Code> }

/** One process of the bank. Several processes serve the same world. */
type Process = { readonly sandbox: Sandbox; readonly hasDied: () => boolean }

export type Bank = {
  readonly seed: number
  readonly schedule: Schedule
  readonly faults: Faults
  readonly code: Code
  /** The sandbox over the store without faults, to inspect what is stored. */
  readonly sandbox: Sandbox
  /** Everything that is stored. */
  readonly data: Data
  /** Returns one of the processes that are alive. */
  readonly process: (next: Chance) => Process
  /** Runs work as an actor, under the faults of the simulation. */
  readonly as: <T>(actor: Actor, work: () => Promise<T>) => Promise<T>
  /** The address of each account, to which others pay. */
  readonly addresses: Readonly<Record<string, CashAccount>>
  /** Returns the time of the world's clock. */
  readonly now: () => Promise<number>
  /** The errors that must not occur. */
  readonly wrong: string[]
}

/** Random texts of fewer characters than this are not names. */
const shortest = 10
const digestOf = (text: string): string => hash('sha256', text)

const streams = { faults: stream('faults'), ties: stream('ties'), world: stream('world') }

/** Opens a world, and two or three processes that serve it. */
export async function openBank(
  seed: number,
  { store: changed = (store) => store, code = {} }: Mutation,
): Promise<Bank> {
  const schedule = new Schedule(chance(seed, 0, 0, streams.ties))
  const faults = faultsOf(chance(seed, 0, 0, streams.faults))
  const next = chance(seed, 0, 0, streams.world)
  const real = () => begin + schedule.now
  const data: Data = new Map()
  const sound = { ...soundCode, ...code }
  const wrong: string[] = []
  const store = changed(memoryStore({ now: real, data }))
  const sandboxOn = (store: Store): Sandbox => ({
    store,
    real,
    catchUp: sound.catchUp,
    randomText: (characters) => {
      const actor = acting.getStore()
      const name = actor ? `${actor.name}n${++actor.drawn}x` : 'system'
      // The few letters of an event must not begin alike in every process.
      return (characters < shortest ? digestOf(name) : name).padEnd(characters, '0').slice(0, characters)
    },
    newInteractionId: () => '00000000-0000-4000-8000-000000000000',
    baseUrl: 'http://sandbank.test',
    log: ({ message, error }) => void wrong.push(`${message}: ${error}`),
  })
  const start = (): Process => {
    const { store: reached, hasDied } = unreliable(store, { schedule, faults, chance: () => acting.getStore()?.chance })
    return { sandbox: sandboxOn(reached), hasDied }
  }
  const processes = Array.from({ length: pick(next, [1, 2, 2, 3]) }, start)
  const sandbox = sandboxOn(memoryStore({ now: real, data }))
  await sandbox.store.commit(worldWrites(next))
  return {
    seed,
    schedule,
    faults,
    code: sound,
    sandbox,
    data,
    addresses: await addressesIn(sandbox),
    now: async () => (await loadWorldAsStored(sandbox, worldId))?.now ?? 0,
    process: (next) => {
      const n = Math.floor(next() * processes.length)
      if (processes[n]?.hasDied()) processes[n] = start()
      return processes[n] as Process
    },
    as: (actor, work) => acting.run(actor, work),
    wrong,
  }
}

async function addressesIn(sandbox: Sandbox): Promise<Record<string, CashAccount>> {
  const world = await loadWorldAsStored(sandbox, worldId)
  if (!world) throw new Error('the world is gone')
  const own = [...payers, ...savers].map((name) => {
    const account = findAccount(world, accountOf(name))
    if (!account) throw new Error(`there is no ${name}`)
    return [name, cashAccountOf(world, account)] as const
  })
  return { ...Object.fromEntries(own), ...strangers }
}

function worldWrites(next: Chance) {
  const rate = pick(next, [0, 0, 1, 60, 3_600])
  const base = { id: worldId, epoch: 0, seed: 7, size: 30, start: begin }
  const listening = Object.fromEntries(eventKindNames.map((kind) => [kind, begin]))
  const bare = { ...base, clock: { real: begin, world: begin, rate }, generator, controlDigest: 'none', listening }
  const { write, digest } = buildEditsWrite(bare, edits)
  const partner = {
    id: partnerId,
    name: 'Simulated',
    profile: 'obuk-fapi1-advanced',
    redirectUris: ['https://app.example/cb'],
    scopes: ['accounts', 'payments', 'fundsconfirmations'],
    jwks: { keys: [{ kty: 'RSA' }] },
    authentication: 'private_key_jwt',
    binding: 'none',
    createdAt: new Date(begin).toISOString(),
  }
  return [
    write,
    { put: worlds.key(worldId), expect: 'absent', value: { ...bare, edits: digest } },
    { put: partners.key(worldId, partnerId), expect: 'absent', value: partner },
  ] as const
}
