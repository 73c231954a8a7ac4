import type { Bill, Follows } from '#mocks/people/persona.ts'
import { councilTax, household, subscriptions } from './bills.ts'

/** Incomes and bills that come and go with the customer's life. */
export const atWork: Follows = { machine: 'job', in: ['employed'] }
export const asTenant: Follows = { machine: 'home', in: ['renting'] }
export const asOwner: Follows = { machine: 'home', in: ['fixed', 'remortgaged'] }

/** Makes a bill one that the customer starts and cancels. */
export const subscribed = (bill: Bill): Bill => ({ ...bill, follows: { machine: 'subscription', in: ['held'] } })

/** Council tax is paid in ten instalments from April on. */
const tenInstalments = [0, 3, 4, 5, 6, 7, 8, 9, 10, 11]

/** The bills of owners of a home: a mortgage has a fixed term, after which another one follows. */
export const ownedHome = (mortgage: Bill, councilTax: Bill): Bill[] => [
  { ...mortgage, fixedTerm: true, follows: asOwner },
  { ...councilTax, inMonths: tenInstalments, follows: { ...asOwner, renews: ['fixed'] } },
]

/** A move changes the council, a remortgage does not. */
const anyHome: Follows = { machine: 'home', in: ['renting', 'fixed', 'remortgaged'], renews: ['renting', 'fixed'] }

const subscribable: ReadonlySet<string> = new Set(subscriptions.map(({ name }) => name))

/** The bills of a household, as lives change them. */
export const livedHousehold: readonly Bill[] = household.map((bill) =>
  subscribable.has(bill.name)
    ? subscribed(bill)
    : bill === councilTax
      ? { ...bill, inMonths: tenInstalments, follows: anyHome }
      : bill,
)
