import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { iterateEntries } from '#actions/accounts/entries.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { type EditContext, findEditFaults } from '#bank/worlds/edit-rules.ts'
import { Edits, editLimits } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { balanceAt } from '#mocks/history/history.ts'
import { findWorld, type World } from '#store/world.ts'
import { ada, at, seconds } from '#test/support/custom-data.ts'
import { type Json, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

/**
 * A bank with one account: it opens with 100.00, pays 80.00 in June and receives 200.00 in July.
 * Its overdraft is 50.00.
 */
const history = [
  { at: seconds('2026-01-01T00:00:00Z'), balance: 100_00 },
  { at: seconds('2026-06-01T12:00:00Z'), balance: 20_00 },
  { at: seconds('2026-07-01T12:00:00Z'), balance: 220_00 },
]
const ground: EditContext = {
  now: seconds('2026-09-01T00:00:00Z'),
  begins: seconds('2026-01-01T00:00:00Z'),
  personas: ['student', 'pensioner'],
  account: (id) => (id === 'acc_0_current' ? { begins: history[0]!.at, creditLine: 50_00 } : undefined),
  balanceAt: (_, at) => history.findLast((one) => one.at <= at)?.balance ?? 0,
  balances: (_, from, to) => history.filter(({ at }) => at >= from && at <= to),
}

const extra = (at: string, amount: string, more: object = {}) => ({
  account: 'acc_0_current',
  at,
  amount,
  kind: 'payment-out',
  party: 'Payee',
  ...more,
})
const balance = (at: string, balance: string, more: object = {}) => ({ account: 'acc_0_current', at, balance, ...more })
const found = (document: object) =>
  findEditFaults(Edits.parse(document), ground).map(
    ({ code, path, message }) => `${code} ${message.replace(`${path}: `, `${path} `)}`,
  )

describe('a document is accepted', () => {
  test.each<[string, object]>([
    ['with nothing', {}],
    ['with empty lists', { customers: [], transactions: [], balances: [] }],
    ['that spends down to the credit line exactly', { transactions: [extra('2026-05-01T00:00:00Z', '-70.00')] }],
    ['at the first instant of the history', { transactions: [extra('2026-01-01T00:00:00Z', '1.00')] }],
    ['a year ahead of now', { transactions: [extra('2027-09-01T00:00:00Z', '1.00')] }],
    [
      'that spends what it brought before',
      { transactions: [extra('2026-03-01T00:00:00Z', '-500.00'), extra('2026-02-01T00:00:00Z', '500.00')] },
    ],
    [
      'that spends and brings at one instant, in this order',
      { transactions: [extra('2026-03-01T00:00:00Z', '500.00'), extra('2026-03-01T00:00:00Z', '-500.00')] },
    ],
    [
      'that changes a balance where it also books something',
      {
        transactions: [extra('2026-03-01T00:00:00Z', '-10.00')],
        balances: [balance('2026-03-01T00:00:00Z', '300.00')],
      },
    ],
    [
      'with two transactions that are alike',
      { transactions: [extra('2026-08-01T00:00:00Z', '-3.00'), extra('2026-08-01T00:00:00Z', '-3.00')] },
    ],
    ['with a customer', { customers: [ada] }],
    [
      'with a customer that another part adds to',
      { customers: [ada], transactions: [extra('2026-08-09T00:00:00Z', '5.00', { account: 'acc_x_ada_current' })] },
    ],
  ])('%s', (_, document) => {
    expect(found(document)).toEqual([])
  })
})

describe('a document is rejected with the path and the reason', () => {
  const [current] = ada.accounts
  const withAccount = (more: object) => ({ customers: [{ ...ada, accounts: [{ ...current, ...more }] }] })

  test.each<[string, object, string[]]>([
    [
      'that names an account which is none',
      { transactions: [extra('2026-08-01T00:00:00Z', '1.00', { account: 'acc_77_current' })] },
      ['field-invalid transactions.0.account account acc_77_current does not exist in this world or in the document'],
    ],
    [
      'that books before the history begins',
      { transactions: [extra('2025-12-31T23:59:59Z', '1.00')] },
      [
        "date-invalid transactions.0.at must be between 2026-01-01T00:00:00Z, where the account's history begins, and 2027-09-01T00:00:00Z (got 2025-12-31T23:59:59Z)",
      ],
    ],
    [
      'that books too far ahead',
      { balances: [balance('2027-09-01T00:00:01Z', '1.00')] },
      [
        "date-invalid balances.0.at must be between 2026-01-01T00:00:00Z, where the account's history begins, and 2027-09-01T00:00:00Z (got 2027-09-01T00:00:01Z)",
      ],
    ],
    [
      'that moves nothing',
      { transactions: [extra('2026-08-01T00:00:00Z', '-0.00')] },
      ['field-invalid transactions.0.amount must not be zero'],
    ],
    [
      'that changes one balance twice at one instant',
      { balances: [balance('2026-08-01T00:00:00Z', '1.00'), balance('2026-08-01T00:00:00.000Z', '1.00')] },
      [
        'edit-overlaps balances.1.at must not repeat an instant: balances.0 already sets the balance of acc_0_current then',
      ],
    ],
    [
      'that spends a penny too much',
      { transactions: [extra('2026-08-01T00:00:00Z', '-270.01')] },
      [
        'edit-breaks-balance transactions.0.amount takes acc_0_current to -50.01 at 2026-08-01T00:00:00Z, below its credit line of 50.00',
      ],
    ],
    [
      'that spends what a later bill needs',
      { transactions: [extra('2026-05-01T00:00:00Z', '-70.01')] },
      [
        'edit-breaks-balance transactions.0.amount takes acc_0_current to -50.01 at 2026-06-01T12:00:00Z, below its credit line of 50.00',
      ],
    ],
    [
      'that spends before it brings',
      { transactions: [extra('2026-03-01T00:00:00Z', '-500.00'), extra('2026-03-01T00:00:00Z', '500.00')] },
      [
        'edit-breaks-balance transactions.0.amount takes acc_0_current to -400.00 at 2026-03-01T00:00:00Z, below its credit line of 50.00',
      ],
    ],
    [
      'whose second spending is one too many',
      { transactions: [extra('2026-03-01T00:00:00Z', '-70.00'), extra('2026-04-01T00:00:00Z', '-0.01')] },
      [
        'edit-breaks-balance transactions.1.amount takes acc_0_current to -50.01 at 2026-06-01T12:00:00Z, below its credit line of 50.00',
      ],
    ],
    [
      'that sets a balance below the credit line',
      { balances: [balance('2026-08-01T00:00:00Z', '-50.01')] },
      [
        'edit-breaks-balance balances.0.balance takes acc_0_current to -50.01 at 2026-08-01T00:00:00Z, below its credit line of 50.00',
      ],
    ],
    [
      'that lets a future entry break the rule',
      { transactions: [extra('2027-08-01T00:00:00Z', '-999.00')] },
      [
        'edit-breaks-balance transactions.0.amount takes acc_0_current to -779.00 at 2027-08-01T00:00:00Z, below its credit line of 50.00',
      ],
    ],
    [
      'with one customer twice',
      { customers: [ada, ada] },
      expect.arrayContaining([
        'edit-overlaps customers.1.id must be unique; customers.0.id already has the id cus_x_ada',
      ]),
    ],
    [
      'with one product twice',
      { customers: [{ ...ada, accounts: [current, current] }] },
      expect.arrayContaining([
        'edit-overlaps customers.0.accounts.1.id must be unique; customers.0.accounts.0.id already has the id acc_x_ada_current',
      ]),
    ],
    [
      "with an account of another customer's name",
      withAccount({ id: 'acc_x_bob_current', transactions: [] }),
      [
        'field-invalid customers.0.accounts.0.id must be acc_x_ada_current for the current account of cus_x_ada (got acc_x_bob_current)',
      ],
    ],
    [
      'with a persona that is none',
      { customers: [{ ...ada, persona: 'astronaut' }] },
      ['field-invalid customers.0.persona must be one of student, pensioner (got astronaut)'],
    ],
    [
      'with a misspelt persona',
      { customers: [{ ...ada, persona: 'Pensoner' }] },
      ['field-invalid customers.0.persona must be one of student, pensioner (got Pensoner); did you mean pensioner?'],
    ],
    [
      'with a customer who is not born yet',
      { customers: [{ ...ada, born: '2026-09-02' }] },
      [
        "date-invalid customers.0.born must not be after 2026-09-01T00:00:00Z, the time on the world's clock (got 2026-09-02)",
      ],
    ],
    [
      'with an account that opens before the history',
      withAccount({ opened: '2025-12-31' }),
      [
        "date-invalid customers.0.accounts.0.opened must be within the world's history, 2026-01-01 to 2026-09-01 (got 2025-12-31)",
      ],
    ],
    [
      'with an account that opens below its credit line',
      withAccount({ openingBalance: '-0.01', transactions: [] }),
      [
        'edit-breaks-balance customers.0.accounts.0.openingBalance takes acc_x_ada_current to -0.01 at 2026-07-01T00:00:00Z, below its credit line of 0.00',
      ],
    ],
    [
      'with a purchase before the account is open',
      withAccount({ opened: '2026-07-15' }),
      [
        "date-invalid customers.0.accounts.0.transactions.0.at must be between 2026-07-15T00:00:00Z, where the account's history begins, and 2027-09-01T00:00:00Z (got 2026-07-02T09:00:00Z)",
      ],
    ],
    [
      'with a purchase beyond what a custom account holds',
      withAccount({ openingBalance: '1.00' }),
      [
        'edit-breaks-balance customers.0.accounts.0.transactions.0.amount takes acc_x_ada_current to -11.34 at 2026-07-02T09:00:00Z, below its credit line of 0.00',
      ],
    ],
  ])('%s', (_, document, faults) => {
    expect(found(document)).toEqual(faults)
  })

  test('for each of several faults', () => {
    const document = {
      transactions: [
        extra('2025-01-01T00:00:00Z', '0.00'),
        extra('2026-08-01T00:00:00Z', '1.00', { account: 'acc_1_student' }),
      ],
      balances: [balance('2026-08-01T00:00:00Z', '1.00'), balance('2026-08-01T00:00:00Z', '2.00')],
    }
    const paths = findEditFaults(Edits.parse(document), ground).map(({ path }) => path)
    expect(paths).toEqual(['transactions.0.at', 'transactions.0.amount', 'balances.1.at', 'transactions.1.account'])
  })

  test('if the document as a whole exceeds a limit that no part exceeds', () => {
    const many = Array.from({ length: editLimits.transactions }, () => extra('2026-08-01T00:00:00Z', '1.00'))
    expect(found({ transactions: many })).toEqual([])
    const [fault] = findEditFaults(Edits.parse({ transactions: many, customers: [ada] }), ground)
    expect(fault?.message).toBe(
      'transactions: a document may have at most 1000, including those of its customers (got 1001)',
    )
    const accounts = Array.from({ length: 101 }, (_, n) =>
      extra('2026-08-01T00:00:00Z', '1.00', { account: `acc_${n}_current` }),
    )
    expect(found({ transactions: accounts })).toContain(
      'field-invalid transactions a document may edit at most 100 accounts (got 101)',
    )
  })
})

describe('for any document', () => {
  let sandbox: TestSandbox
  let made: NewWorld
  let bare: World
  beforeAll(async () => {
    sandbox = await testSandbox()
    made = await sandbox.createWorld({ seed: 7, size: 10 })
    bare = (await findWorld(sandbox.sandbox, made.id)) as World
  })

  const accounts = [
    'acc_0_current',
    'acc_0_savings',
    'acc_0_card',
    'acc_3_current',
    'acc_9_current',
    'acc_x_ada_current',
  ]
  const account = fc.constantFrom(...accounts)
  const amount = fc
    .integer({ min: -60_000, max: 60_000 })
    .filter((pence) => pence !== 0)
    .map((pence) => (pence / 100).toFixed(2))
  const from = seconds('2026-07-02T00:00:00Z')
  const until = seconds('2027-11-24T09:30:00Z')
  // Few instants, so that edits and entries of the history often share a second.
  const instant = fc.oneof(
    fc.integer({ min: from, max: until }).map(at),
    fc.constantFrom('2026-10-01T00:00:00Z', '2026-10-02T06:00:00Z', '2026-12-31T23:59:58Z'),
  )
  const documents = fc.record({
    customers: fc.constant([ada]),
    transactions: fc.array(
      fc.record({
        account,
        at: instant,
        amount,
        kind: fc.constantFrom('payment-out', 'payment-in'),
        party: fc.constantFrom('A', 'B'),
      }),
      { maxLength: 8 },
    ),
    balances: fc.array(
      fc.record({
        account,
        at: instant,
        balance: fc.integer({ min: 0, max: 900_000 }).map((pence) => (pence / 100).toFixed(2)),
      }),
      { maxLength: 3 },
    ),
  })

  const isCustom = (one: Account) => one.customer.index < 0
  const linesOf = (world: World, id: string) => {
    const one = findAccount(world, id) as Account
    return { one, entries: [...iterateEntries(world, one, { from: 0, to: until, now: until })].reverse() }
  }

  test('an accepted one keeps every balance chain and credit line, and a rejected one would break one', async () => {
    const seen = { accepted: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(documents, async (document) => {
        const before = sandbox.store.units.write
        const answer = await sandbox.send('PUT', `/control/worlds/${made.id}/edits`, document, made.controlKey)
        const isAccepted = answer.status === 200
        seen[isAccepted ? 'accepted' : 'refused'] += 1
        if (!isAccepted) expect(sandbox.store.units.write).toBe(before)
        // A rejected document is applied all the same, to see what it would break.
        const world = isAccepted
          ? ((await findWorld(sandbox.sandbox, made.id)) as World)
          : { ...bare, edits: Edits.parse(document) }
        const isBroken = accounts.some((id) => {
          const { one, entries } = linesOf(world, id)
          let balance: number | undefined
          const ids = new Set<string | undefined>()
          return entries
            .map(({ entry, id }) => {
              if (balance !== undefined) expect(entry.balance).toBe(balance + entry.amount)
              balance = entry.balance
              if (id !== undefined) expect(ids.has(id)).toBe(false)
              ids.add(id)
              const alone = isCustom(one) ? 0 : balanceAt({ seed: 7, size: 10, start: 2026 * 12 + 10 }, one, entry.at)
              return (
                entry.balance < -one.creditLine && (isCustom(one) || entry.balance < alone || alone >= -one.creditLine)
              )
            })
            .includes(true)
        })
        if (isAccepted) expect(isBroken).toBe(false)
        else {
          const codes = new Set(answer.body.errors.map(({ code }: Json) => code))
          expect(isBroken || codes.has('edit-overlaps')).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(0)
  })

  test('changed balances are exactly what each account holds', async () => {
    await fc.assert(
      fc.asyncProperty(documents, async ({ customers, transactions, balances }) => {
        const first = balances.slice(0, 1)
        const world = { ...bare, edits: Edits.parse({ customers, transactions, balances: first }) }
        for (const { account, at, balance } of first) {
          const { entries } = linesOf(world, account)
          const held = entries.findLast(({ entry }) => entry.at <= seconds(at))
          expect(((held?.entry.balance ?? 0) / 100).toFixed(2)).toBe(balance)
        }
      }),
      { numRuns: 40 },
    )
  })
})
