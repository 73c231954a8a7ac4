import { type Arrived, countArrived } from '#actions/worlds/coming.ts'
import { getCustomer } from '#actions/worlds/customers.ts'
import { counted, listed, shortNameOf } from '#apps/console/words.ts'
import { formatClock } from '#apps/site/format.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { World } from '#store/world.ts'

/** Says what time it is after a clock was moved, and what came for the customers on the screen. */
export function describeMove(before: World, after: World, grant: Grant<'world'>, customers: readonly string[]): string {
  const names = customers.map((id) => shortNameOf(getCustomer(after, grant, id).name))
  const what = describeArrived(countArrived(after, grant, { customers, since: before.now }))
  const shown = `It is now ${formatClock(after.now)}.`
  return names.length === 0 ? shown : `${shown} For ${listed(names)}: ${what}.`
}

/** Says what came: `3 salaries came, 12 direct debits were paid`. */
function describeArrived(arrived: Arrived): string {
  const { salary = 0, 'direct-credit': income = 0, 'direct-debit': debits = 0, 'standing-order': orders = 0 } = arrived
  const parts = [
    [salary, 'salary', 'salaries', 'came'],
    [income, 'other income', 'other incomes', 'came'],
    [debits, 'direct debit', 'direct debits', 'paid'],
    [orders, 'standing order', 'standing orders', 'paid'],
  ] as const
  const told = parts.flatMap(([count, one, many, did]) =>
    count === 0
      ? []
      : [`${counted(count, one, many)} ${did === 'came' ? 'came' : count === 1 ? 'was paid' : 'were paid'}`],
  )
  return told.length === 0 ? 'no salary, no direct debit and no standing order in that time' : told.join(', ')
}
