import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  mayFollow,
  type OrderStatus,
  optionalStatuses,
  orderStatuses,
  orderTransitions,
} from '#bank/rails/order-status.ts'
import { rails } from '#bank/rails/rails.ts'

const statuses = Object.keys(orderStatuses) as OrderStatus[]
const machines = new URL('../../../../shared/specs/derived/state-machines-uk-ob-v4.0.json', import.meta.url)

/** The statuses that may follow each status, directly or past optional ones. */
const seenNext: Record<OrderStatus, string> = {
  RCVD: 'PDNG ACTC PATC ACCP ACFC ACSP RJCT CANC',
  PDNG: 'ACTC ACCP ACFC ACSP RJCT',
  ACTC: 'ACCP ACFC ACSP RJCT',
  PATC: 'ACCP ACFC ACSP RJCT',
  ACCP: 'ACFC ACSP RJCT',
  ACFC: 'ACSP RJCT',
  ACSP: 'ACWC ACSC RJCT',
  ACWC: 'ACSC RJCT',
  ACSC: 'ACCC ACWP BLCK RJCT',
  ACCC: '',
  ACWP: 'RJCT',
  BLCK: '',
  RJCT: '',
  CANC: '',
}

test.each(statuses)('the transitions from %s are exactly the allowed ones', (from) => {
  expect(statuses.filter((to) => mayFollow(from, to)).join(' ')).toBe(seenNext[from])
})

const paths = rails.flatMap(({ title, steps: ages, failureSteps: returns }) => [
  { title, when: 'all goes well', path: ages },
  ...returns.map(({ when, ages: path }) => ({ title, when: when.join(', '), path })),
])

test.each(paths)('$title, $when: every transition is legal and the last status is final', ({ path }) => {
  let last: OrderStatus = 'RCVD'
  for (const { status } of path) {
    expect(mayFollow(last, status), `${last} to ${status}`).toBe(true)
    last = status
  }
  expect(orderTransitions[last]).toEqual([])
})

if (existsSync(machines))
  test("the table equals the standard's", () => {
    const { paymentOrder } = JSON.parse(readFileSync(machines, 'utf8'))
    const ours = statuses.flatMap((from) => orderTransitions[from].map((to) => [from, to]))
    expect(ours.sort()).toEqual([...paymentOrder.transitions].sort())
    expect(statuses.filter((one) => !optionalStatuses.has(one) && one !== 'BLCK' && one !== 'CANC').sort()).toEqual(
      [...paymentOrder.mandatory].sort(),
    )
  })
else test.skip('skipped: ../shared/specs with the state machines is not beside the repository', () => {})
