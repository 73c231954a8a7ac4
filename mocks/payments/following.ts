import type { Bill, Follows } from '#mocks/people/persona.ts'

/** Incomes and bills that come and go with the customer's life. */
export const atWork: Follows = { machine: 'job', in: ['employed'] }
export const asTenant: Follows = { machine: 'home', in: ['renting'] }
export const asOwner: Follows = { machine: 'home', in: ['fixed', 'remortgaged'] }

/** Council tax is paid in ten instalments from April on. */
const tenInstalments = [0, 3, 4, 5, 6, 7, 8, 9, 10, 11]

/** The bills of owners of a home: a mortgage has a fixed term, after which another one follows. */
export const ownedHome = (mortgage: Bill, councilTax: Bill): Bill[] => [
  { ...mortgage, fixedTerm: true, follows: asOwner },
  { ...councilTax, inMonths: tenInstalments, follows: asOwner },
]

/** Makes a bill one that the customer starts and cancels. */
export const subscribed = (bill: Bill): Bill => ({ ...bill, follows: { machine: 'subscription', in: ['held'] } })
