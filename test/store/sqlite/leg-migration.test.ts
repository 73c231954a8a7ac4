import { hash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { buildNextLeg, findLegFault, Leg, type Posting } from '#bank/ledger/leg.ts'
import { addSumsToLegs } from '#store/sqlite/leg-migration.ts'

const key = (seq: number) => `account/acc_1/leg/${String(seq).padStart(9, '0')}`

/** Builds a leg as version 0 did. */
function buildOldLeg(
  { credits: _, interest: __, fees: ___, carriedFrom: ____, hash: _____, ...rest }: Leg,
  previous: string,
) {
  const { account, seq, at, currency, amount, balance, payment, kind, party, reference } = rest
  const fields = [account, seq, at, currency, amount, balance, payment, kind]
  const text = JSON.stringify([...fields, party?.name, party?.scheme, party?.identification, reference, previous])
  return { ...rest, previous, hash: hash('sha256', text) }
}

/** A journal over three months, in both forms. */
function buildJournal() {
  const posting = (kind: Posting['kind'], amount: bigint, more: object = {}): Posting => ({
    account: 'acc_1',
    currency: 'GBP',
    kind,
    amount,
    ...more,
  })
  const postings: [at: string, posting: Posting][] = [
    ['2026-11-24T09:30:00Z', posting('payment-in', 500n, { party: { name: 'Ada', scheme: 'S', identification: '1' } })],
    ['2026-11-30T23:59:59Z', posting('fee', -20n)],
    ['2026-12-01T00:00:00Z', posting('interest', 3n, { reference: 'R' })],
    ['2026-12-31T12:00:00Z', posting('payment-out', -100n, { party: { name: 'Bob' }, reference: 'INVOICE 7' })],
    ['2027-02-01T00:00:00Z', posting('interest-charged', -1n)],
    ['2027-02-02T00:00:00Z', posting('fee', -5n)],
  ]
  const legs: Leg[] = []
  const old: ReturnType<typeof buildOldLeg>[] = []
  for (const [at, one] of postings) {
    const leg = buildNextLeg(legs.at(-1), one, `pay_${legs.length}`, Date.parse(at))
    old.push(buildOldLeg(leg, old.at(-1)?.hash ?? ''))
    legs.push(leg)
  }
  return { legs, old }
}

/** Migrates values that are stored under the keys of legs. */
function migrate(values: readonly string[]): string[] {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE items (partition TEXT, path TEXT, value TEXT)')
  const insert = database.prepare("INSERT INTO items VALUES ('world/wld_1/0', ?, ?)")
  // Not in order, as rows are in a file.
  for (const [n, value] of [...values.entries()].reverse()) insert.run(key(n + 1), value)
  addSumsToLegs(database)
  return database
    .prepare('SELECT value FROM items ORDER BY path')
    .all()
    .map(({ value }) => String(value))
}

describe('legs of version 0', () => {
  test('become the legs that the bank would book now', () => {
    const { legs, old } = buildJournal()
    expect(migrate(old.map((leg) => JSON.stringify(leg))).map((text) => JSON.parse(text))).toEqual(legs)
  })

  test('that were changed by hand still break the proof', () => {
    const { old } = buildJournal()
    const changed = old.map((leg, n) => JSON.stringify(n === 3 ? { ...leg, payment: 'pay_x' } : leg))
    const legs = migrate(changed).map((text) => Leg.parse(JSON.parse(text)))
    const faults = legs.map((leg, n) => findLegFault(legs[n - 1], leg))
    expect(faults.findIndex((fault) => fault !== undefined)).toBe(3)
  })

  test('stay as they are if they cannot be read, or are legs of version 1', () => {
    const { legs } = buildJournal()
    const values = ['{"account":', 'null', '3', ...legs.map((leg) => JSON.stringify(leg))]
    expect(migrate(values)).toEqual(values)
  })
})
