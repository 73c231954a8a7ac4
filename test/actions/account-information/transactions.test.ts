import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Permission } from '#bank/consents/permission.ts'
import type { World } from '#store/world.ts'
import { ada, at, seconds } from '#test/support/custom-data.ts'
import {
  answerTo,
  grantOf,
  listTo,
  openAccess,
  pagesTo,
  permissionsWithOnly,
  rejectionTo,
  worldOf,
} from '#test/support/grants.ts'
import { type Json, testSandbox } from '#test/support/sandbox.ts'

/*
 * Which transactions a consent shows: those of the selected accounts and directions, within the
 * window, in the depth of the permissions. The oracle is always the whole list, as an open grant
 * returns it.
 */

/** A Sunday evening: card payments of the weekend are still pending. */
const now = '2026-11-22T18:30:00.000Z'

/** A customer, with everything that an open grant reads. */
type Life = { world: World; customer: string; accounts: string[]; whole: Json[] }
let lives: [ada: Life, family: Life, abroad: Life]

beforeAll(async () => {
  const sandbox = await testSandbox()
  const made = await sandbox.createWorld({ seed: 7, size: 30, now })
  const adjusted = { account: 'acc_0_card', at: '2026-10-10T10:10:10Z', balance: '-1.00' }
  const extra = {
    account: 'acc_0_current',
    at: '2026-10-10T10:10:10Z',
    amount: '5.00',
    kind: 'payment-in',
    party: 'Uncle Ben',
  }
  const edits = { customers: [ada], transactions: [extra], balances: [adjusted] }
  expect((await sandbox.send('PUT', `/control/worlds/${made.id}/edits`, edits, made.controlKey)).status).toBe(200)
  const world = await worldOf(sandbox, made)
  const lifeOf = async (customer: string): Promise<Life> => ({
    world,
    customer,
    accounts: (await listTo(grantOf(customer), world, '/accounts')).map(({ AccountId }) => AccountId),
    whole: await listTo(grantOf(customer), world, '/transactions'),
  })
  lives = [await lifeOf('cus_x_ada'), await lifeOf('cus_0'), await lifeOf('cus_22')]
})

const details = ['TransactionInformation', 'Balance', 'MerchantDetails', 'CreditorAccount', 'DebtorAccount']
const basics = ({ ...one }: Json): Json => {
  for (const field of details) delete one[field]
  return one
}

const bookedAt = ({ BookingDateTime }: Json): number => seconds(BookingDateTime)
const idsOf = (some: Json[]): string[] => some.map(({ TransactionId }) => TransactionId)
const august = 'st_0_current_24319'

test('the histories under test are long and short, with pending entries, both directions and edits', () => {
  const [custom, family, abroad] = lives.map(({ whole }) => whole)
  expect(custom?.length).toBe(2)
  for (const whole of [family, abroad]) {
    expect(whole?.length).toBeGreaterThan(1000)
    for (const direction of ['Credit', 'Debit'])
      expect(whole?.filter((one) => one.CreditDebitIndicator === direction).length).toBeGreaterThan(50)
  }
  for (const whole of [family, abroad])
    expect(whole?.filter(({ Status }) => Status === 'PDNG').length).toBeGreaterThan(5)
  expect(idsOf(family ?? []).filter((id) => /_x[0-9a-f]{12}$/.test(id)).length).toBe(2)
})

describe('each combination of the four transaction permissions is rejected or shows exactly its entries:', () => {
  const named: Permission[] = [
    'ReadTransactionsBasic',
    'ReadTransactionsDetail',
    'ReadTransactionsCredits',
    'ReadTransactionsDebits',
  ]
  /** B asic, D etail, C redits, d ebits. */
  const table: [granted: string, shown: string][] = [
    ['- - - -', 'refused'],
    ['B - - -', 'refused'],
    ['- D - -', 'refused'],
    ['B D - -', 'refused'],
    ['- - C -', 'refused'],
    ['- - - d', 'refused'],
    ['- - C d', 'refused'],
    ['B - C -', 'basics of credits'],
    ['B - - d', 'basics of debits'],
    ['B - C d', 'basics of all'],
    ['- D C -', 'details of credits'],
    ['- D - d', 'details of debits'],
    ['- D C d', 'details of all'],
    ['B D C -', 'details of credits'],
    ['B D - d', 'details of debits'],
    ['B D C d', 'details of all'],
  ]
  const paths = [
    '/transactions',
    '/transactions?fromBookingDateTime=2026-01-15&toBookingDateTime=2026-10-10T10:10:10',
    '/accounts/acc_0_current/transactions',
    '/accounts/acc_0_savings/transactions',
    '/accounts/acc_0_card/transactions',
    `/accounts/acc_0_current/statements/${august}/transactions`,
  ]
  const shows: Record<string, (whole: Json[]) => Json[]> = {
    credits: (whole) => whole.filter((one) => one.CreditDebitIndicator === 'Credit'),
    debits: (whole) => whole.filter((one) => one.CreditDebitIndicator === 'Debit'),
    all: (whole) => whole,
  }

  test('the table lists every combination once', () => {
    expect(new Set(table.map(([granted]) => granted)).size).toBe(2 ** named.length)
  })

  test.each(table)('%s: %s', async (letters, shown) => {
    const granted = named.filter((_, n) => letters.split(' ')[n] !== '-')
    const { world } = lives[1]
    const grant = grantOf('cus_0', { permissions: permissionsWithOnly('Transactions', ...granted) })
    for (const path of paths) {
      if (shown === 'refused') {
        expect(await rejectionTo(grant, world, path), path).toMatch(/^403 permission-missing/)
        continue
      }
      const [depth, , which] = shown.split(' ') as [string, string, string]
      const whole = await listTo(grantOf('cus_0'), world, path)
      const left = shows[which]?.(whole) ?? []
      expect(await listTo(grant, world, path), path).toEqual(depth === 'basics' ? left.map(basics) : left)
      expect(left.length, path).toBeGreaterThan(0)
    }
  })

  test('a refund counts as a credit and so does a returned debit: the sign of the entry decides', () => {
    const refunds = lives
      .flatMap(({ whole }) => whole)
      .filter(({ ProprietaryBankTransactionCode: { Code } }) => ['CardRefund', 'DirectDebitReturned'].includes(Code))
    expect(refunds.length).toBeGreaterThan(0)
    for (const one of refunds) expect(one.CreditDebitIndicator).toBe('Credit')
  })
})

describe("the consent's window", () => {
  const path = '/accounts/acc_0_current/transactions'
  const within = (from: number, to: number) => grantOf('cus_0', { from, to })
  const own = () => lives[1].whole.filter(({ AccountId }) => AccountId === 'acc_0_current')
  const today = seconds(now)

  test('includes both of its ends, to the second', async () => {
    const { world } = lives[1]
    const some = own().find(({ Status }) => Status === 'BOOK')
    const instant = bookedAt(some)
    const seen = async (from: number, to: number) => idsOf(await listTo(within(from, to), world, path))
    expect(await seen(instant, instant)).toContain(some.TransactionId)
    for (const step of [0.001, 1]) {
      expect(await seen(instant - step, instant + step)).toContain(some.TransactionId)
      expect(await seen(instant + step, instant + 1)).not.toContain(some.TransactionId)
      expect(await seen(instant - 1, instant - step)).not.toContain(some.TransactionId)
    }
  })

  test('is intersected with the range of a query, and a range beyond the window is not an error', async () => {
    const { world } = lives[1]
    const grant = within(seconds('2026-03-01T00:00:00Z'), seconds('2026-06-30T23:59:59Z'))
    const between = (from: string, to: string) =>
      own().filter(({ BookingDateTime }) => BookingDateTime >= from && BookingDateTime <= to)
    const asked = async (from: string, to: string) =>
      listTo(grant, world, `${path}?fromBookingDateTime=${from}&toBookingDateTime=${to}`)
    expect(await asked('2025-01-01', '2026-04-15')).toEqual(between('2026-03-01', '2026-04-15T00:00:00.000Z'))
    expect(await asked('2026-05-15', '2027-01-01')).toEqual(between('2026-05-15', '2026-07-01'))
    expect(await asked('2026-04-01', '2026-05-01')).toEqual(between('2026-04-01', '2026-05-01T00:00:00.000Z'))
    expect(await asked('2025-01-01', '2026-02-01')).toEqual([])
    expect(await asked('2026-08-01', '2026-09-01')).toEqual([])
  })

  test('covers pending entries by the instant at which they will be booked', async () => {
    const { world, whole } = lives[1]
    const pending = whole.filter(({ Status }) => Status === 'PDNG')
    const until = async (to: number) =>
      (await listTo(within(0, to), world, '/transactions')).filter(({ Status }) => Status === 'PDNG')
    expect(await until(today)).toEqual([])
    expect(await until(Math.max(...pending.map(bookedAt)))).toEqual(pending)
    const first = Math.min(...pending.map(bookedAt))
    expect(await until(first)).toEqual(pending.filter((one) => bookedAt(one) === first))
    expect(
      (await listTo(within(today + 1, today + 864_000), world, '/transactions')).map(({ Status }) => Status),
    ).toEqual(pending.map(() => 'PDNG'))
  })

  test.each([
    ['open', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, '2023-11-01T00:00:00.000Z', now],
    ['within the history', 1_780_000_000, 1_790_000_000, '2026-05-28T20:26:40.000Z', '2026-09-21T14:13:20.000Z'],
    ['begun before it', 0, 1_790_000_000, '2023-11-01T00:00:00.000Z', '2026-09-21T14:13:20.000Z'],
    ['that outlasts now', 1_780_000_000, 1_900_000_000, '2026-05-28T20:26:40.000Z', now],
    ['of a fraction', 1_780_000_000.001, 1_790_000_000.999, '2026-05-28T20:26:41.000Z', '2026-09-21T14:13:20.000Z'],
    ['before the history', 0, 1_600_000_000, undefined, undefined],
    ['after now', 1_800_000_000, 1_900_000_000, undefined, undefined],
  ])('bounds what Meta says there is: one %s', async (_, from, to, first, last) => {
    const { world } = lives[1]
    for (const where of [path, '/transactions']) {
      const { Meta } = await answerTo(within(from, to), world, where)
      expect([Meta.FirstAvailableDateTime, Meta.LastAvailableDateTime], where).toEqual([first, last])
    }
  })

  test('does not limit balances or accounts, which show the present', async () => {
    const { world } = lives[1]
    for (const where of ['/balances', '/accounts', '/accounts/acc_0_current/standing-orders'])
      expect(await answerTo(within(0, 1), world, where)).toEqual(await answerTo(grantOf('cus_0'), world, where))
  })

  test('shows the statements that lie completely within it, and others do not exist', async () => {
    const { world } = lives[1]
    const where = '/accounts/acc_0_current/statements'
    const whole = await listTo(grantOf('cus_0'), world, where)
    const [from, to] = [seconds('2025-02-01T00:00:00Z'), seconds('2026-08-31T23:59:59Z')]
    for (const [first, last, months] of [
      [from, to, 19],
      [from + 1, to, 18],
      [from, to - 1, 18],
      [from, from, 0],
    ] as const) {
      const left = whole.filter(
        ({ StartDateTime, EndDateTime }) => seconds(StartDateTime) >= first && seconds(EndDateTime) <= last,
      )
      expect(left.length).toBe(months)
      expect(await listTo(within(first, last), world, where)).toEqual(left)
      for (const { StatementId } of whole) {
        const isLeft = left.some((one) => one.StatementId === StatementId)
        for (const below of ['', '/transactions'])
          expect(await rejectionTo(within(first, last), world, `${where}/${StatementId}${below}`)).toEqual(
            isLeft ? undefined : expect.stringMatching(/^400 statement-not-found/),
          )
        expect(await rejectionTo(within(first, last), world, `${where}?page=${StatementId}`)).toEqual(
          isLeft ? undefined : expect.stringMatching(/^400 field-invalid/),
        )
      }
    }
  })
})

/** An arbitrary consent and request over the histories under test. */
const drawn = fc
  .record({
    life: fc.constantFrom(0, 1, 1, 1, 2, 2),
    permissions: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('BC', 'Bd', 'BCd', 'DC', 'Dd', 'DCd', 'BDC', 'BDd', 'DCdP', 'BCdP') },
      { weight: 1, arbitrary: fc.subarray(['B', 'D', 'C', 'd', 'P']).map((letters) => letters.join('')) },
    ),
    selection: fc.infiniteStream(fc.boolean()),
    from: fc.option(fc.nat()),
    to: fc.option(fc.nat()),
    asked: fc.option(fc.tuple(fc.nat(), fc.nat())),
    step: fc.constantFrom(-1, -0.5, 0, 0, 0.5, 1),
    pick: fc.nat(),
  })
  .map(({ life, permissions, selection, from, to, asked, step, pick }) => {
    const one = lives[life] as Life
    const { whole, accounts } = one
    const instant = (n: number) => bookedAt(whole[n % whole.length])
    const granted: Permission[] = Object.entries({
      B: 'ReadTransactionsBasic',
      D: 'ReadTransactionsDetail',
      C: 'ReadTransactionsCredits',
      d: 'ReadTransactionsDebits',
      P: 'ReadPAN',
    } as const).flatMap(([letter, permission]) => (permissions.includes(letter) ? [permission] : []))
    const selected = new Set(accounts.filter(() => selection.next().value))
    const access = {
      accounts: selected.size === accounts.length ? ('all' as const) : selected,
      permissions: permissionsWithOnly('Transactions', ...granted),
      from: from === null ? openAccess.from : instant(from) + step,
      to: to === null ? openAccess.to : instant(to) - step,
    }
    const [first, last] = (asked ?? []).map(instant).sort((a, b) => a - b)
    const query = first && last ? `?fromBookingDateTime=${at(first)}&toBookingDateTime=${at(last)}` : ''

    const ways = [...(permissions.includes('C') ? ['Credit'] : []), ...(permissions.includes('d') ? ['Debit'] : [])]
    const isVisible = (entry: Json) =>
      (access.accounts === 'all' || selected.has(entry.AccountId)) &&
      ways.includes(entry.CreditDebitIndicator) &&
      bookedAt(entry) >= access.from &&
      bookedAt(entry) <= access.to
    const isAsked = (entry: Json) =>
      first === undefined || last === undefined || (bookedAt(entry) >= first && bookedAt(entry) <= last)
    const shown = permissions.includes('D') ? (entry: Json) => entry : basics
    return {
      ...one,
      isRefused: !/[BD]/.test(permissions) || ways.length === 0,
      grant: grantOf(one.customer, access),
      access,
      query,
      isVisible,
      /** Filters entries by the consent, then by the range of the query. */
      left: (some: Json[]) => some.filter(isVisible).map(shown),
      seen: (some: Json[]) => some.filter((entry) => isVisible(entry) && isAsked(entry)).map(shown),
      account: accounts[pick % accounts.length] as string,
      entry: whole[pick % whole.length],
    }
  })

/** Own cards are shown as their mask, so that a list with ReadPAN compares with the open one. */
const masked = (some: Json[]): Json[] =>
  JSON.parse(JSON.stringify(some).replaceAll(/"4000\d{8}(\d{4})"/g, '"XXXXXXXXXXXX$1"'))

/**
 * Reads a list page by page: each but the last is full, the last is not empty unless it is the only
 * one, and no more follow.
 */
async function exactly(grant: ReturnType<typeof grantOf>, world: World, path: string, expected: Json[]): Promise<void> {
  const pages = await pagesTo(grant, world, path)
  const sizes = pages.map(({ Data }) => Data.Transaction.length)
  const full = Math.max(0, Math.ceil(expected.length / 50) - 1)
  expect(sizes).toEqual([...Array(full).fill(50), expected.length - full * 50])
  expect(masked(pages.flatMap(({ Data }) => Data.Transaction))).toEqual(expected)
}

const runs = { seed: 20_261_122, numRuns: 300 }

describe('for any consent and any range', () => {
  test('the list of all accounts is the whole list, filtered, in the same order, in exact pages', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ grant, world, query, isRefused, seen, whole }) => {
        const path = `/transactions${query}`
        if (isRefused) expect(await rejectionTo(grant, world, path)).toMatch(/^403 permission-missing/)
        else await exactly(grant, world, path, seen(whole))
      }),
      runs,
    )
  })

  test('the list of one account is the whole list, filtered, in the same order, in exact pages', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ grant, world, query, isRefused, seen, whole, account, access }) => {
        const path = `/accounts/${account}/transactions${query}`
        const isSelected = access.accounts === 'all' || access.accounts.has(account)
        if (isRefused) expect(await rejectionTo(grant, world, path)).toMatch(/^403 permission-missing/)
        else if (!isSelected) expect(await rejectionTo(grant, world, path)).toMatch(/^400 account-not-found/)
        else await exactly(grant, world, path, seen(whole.filter(({ AccountId }) => AccountId === account)))
      }),
      runs,
    )
  })

  test('the list of one statement is the filtered list of its month', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ grant, customer, world, isRefused, left, entry, access }) => {
        const [year, month] = entry.BookingDateTime.split('-').map(Number)
        const account: string = entry.AccountId
        const path = `/accounts/${account}/statements/${account.replace('acc_', 'st_')}_${year * 12 + month - 1}/transactions`
        const isSelected = access.accounts === 'all' || access.accounts.has(account)
        if (isRefused) expect(await rejectionTo(grant, world, path)).toMatch(/^403 permission-missing/)
        else if (!isSelected) expect(await rejectionTo(grant, world, path)).toMatch(/^400 account-not-found/)
        else if (
          entry.BookingDateTime >= '2026-11' ||
          access.from > Date.UTC(year, month - 1) / 1000 ||
          access.to < Date.UTC(year, month) / 1000 - 1
        )
          expect(await rejectionTo(grant, world, path)).toMatch(/^400 statement-not-found/)
        else {
          const whole = await listTo(grantOf(customer), world, path)
          await exactly(grant, world, path, left(whole))
        }
      }),
      runs,
    )
  })

  test('a page after an entry holds what follows it; an entry that may not be seen is rejected like an unknown id', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ grant, world, isRefused, left, isVisible, whole, entry }) => {
        if (isRefused) return
        const { AccountId, TransactionId } = entry
        const own = whole.filter((one) => one.AccountId === AccountId)
        for (const [path, some] of [
          ['/transactions', whole],
          [`/accounts/${AccountId}/transactions`, own],
        ] as const) {
          const begun = `${path}?page=${TransactionId}`
          if (isVisible(entry)) {
            const rest = some.slice(idsOf([...some]).indexOf(TransactionId) + 1)
            const { Data } = await answerTo(grant, world, begun)
            expect(masked(Data.Transaction)).toEqual(left(rest).slice(0, 50))
          } else {
            const refused = await rejectionTo(grant, world, begun)
            const isReached = await rejectionTo(grant, world, path)
            const impossible = await rejectionTo(grant, world, `${path}?page=tx_0_current_24000_0`)
            expect(refused).toBe(impossible?.replace('tx_0_current_24000_0', TransactionId))
            if (isReached === undefined) expect(refused).toMatch(/^400 field-invalid: query page: must be/)
          }
        }
      }),
      runs,
    )
  })

  test('the dates in Meta stay within the window and within the history', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ grant, world, isRefused, query, access }) => {
        if (isRefused) return
        const { Meta } = await answerTo(grant, world, `/transactions${query}`)
        const { FirstAvailableDateTime: first, LastAvailableDateTime: last } = Meta
        expect(first === undefined).toBe(last === undefined)
        if (first === undefined) return
        expect(first <= last).toBe(true)
        expect(seconds(first)).toBeGreaterThanOrEqual(Math.max(access.from, seconds('2023-11-01T00:00:00Z')))
        expect(seconds(last)).toBeLessThanOrEqual(Math.min(access.to, seconds(now)))
      }),
      runs,
    )
  })
})
