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

/** Every pair, told by what may be seen after a status: directly, or past optional ones. */
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

test.each(statuses)('after %s an order is seen at one of these, and at no other', (from) => {
  expect(statuses.filter((to) => mayFollow(from, to)).join(' ')).toBe(seenNext[from])
})

const paths = rails.flatMap(({ title, steps: ages, failureSteps: returns }) => [
  { title, when: 'all goes well', path: ages },
  ...returns.map(({ when, ages: path }) => ({ title, when: when.join(', '), path })),
])

test.each(paths)('$title, $when: every step is legal, the last is an end', ({ path }) => {
  let last: OrderStatus = 'RCVD'
  for (const { status } of path) {
    expect(mayFollow(last, status), `${last} to ${status}`).toBe(true)
    last = status
  }
  expect(orderTransitions[last]).toEqual([])
})

if (existsSync(machines))
  test("the table is the standard's", () => {
    const { paymentOrder } = JSON.parse(readFileSync(machines, 'utf8'))
    const ours = statuses.flatMap((from) => orderTransitions[from].map((to) => [from, to]))
    expect(ours.sort()).toEqual([...paymentOrder.transitions].sort())
    expect(statuses.filter((one) => !optionalStatuses.has(one) && one !== 'BLCK' && one !== 'CANC').sort()).toEqual(
      [...paymentOrder.mandatory].sort(),
    )
  })
else test.skip('the state machines are not there: ../shared/specs lies beside the repository', () => {})
