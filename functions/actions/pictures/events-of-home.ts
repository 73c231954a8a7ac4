import { products } from '#mocks/accounts/products.ts'
import type { Entry } from '#mocks/history/entry.ts'
import type { LifeEvent, LifeRecord } from './life-event.ts'

const day = 86_400
const sumOf = (entries: readonly Entry[]): number => entries.reduce((sum, { amount }) => sum + amount, 0)

/** The least amount of a holiday or a repair that is an event, in pence. */
const leastEvent = 10_000

/** Finds loans, and the car that one paid for. */
export function findLoans({ main, say }: LifeRecord): LifeEvent[] {
  return main
    .filter(({ kind }) => kind === 'loan-advance')
    .map(({ at, amount }): LifeEvent => {
      const bought = main.find(
        (one) => one.kind === 'payment-out' && one.at > at && one.at < at + 14 * day && -one.amount > amount / 2,
      )
      if (!bought) return { at, kind: 'loan', title: 'Loan', text: `${say(amount)} borrowed` }
      const text = `${say(amount)} loan, ${say(-bought.amount)} to ${bought.party}`
      return bought.reference === 'CAR'
        ? { at: bought.at, kind: 'car', title: 'New car', text }
        : { at: bought.at, kind: 'loan', title: 'Loan', text }
    })
}

/** The merchant category code of travel agencies. */
const travelCode = '4722'

/** Finds holidays: money from savings for one, or a large booking at a travel agency. */
export function findHolidays({ main, all, income, say }: LifeRecord): LifeEvent[] {
  const saved = main
    .filter(({ reference, amount }) => reference.startsWith('HOLIDAY') && amount >= leastEvent)
    .map(({ at, amount }): LifeEvent => {
      const spent = main.find((one) => one.mcc === travelCode && one.at > at && one.at < at + 21 * day)
      const where = spent ? `, ${say(-spent.amount)} of it to ${spent.party}` : ''
      return { at, kind: 'holiday', title: 'Holiday', text: `${say(amount)} from savings${where}` }
    })
  const booked = all
    .filter(({ account, entry }) => account.currency === 'GBP' && entry.mcc === travelCode)
    .filter(({ entry: { amount } }) => -amount > Math.max(40_000, income * 0.2))
    .map(
      ({ entry: { at, amount, party } }): LifeEvent => ({
        ...{ at, kind: 'holiday', title: 'Holiday' },
        text: `${say(-amount)} to ${party}`,
      }),
    )
    .filter(({ at }) => saved.every((one) => Math.abs(one.at - at) > 45 * day))
  return [...saved, ...booked.filter(({ at }, n) => n === 0 || at - (booked[n - 1] as LifeEvent).at > 60 * day)]
}

/** The merchant category code of shops for electronics. */
const electronicsCode = '5732'

/** Finds withdrawals from savings for a rainy day, and the repair or new machine that followed. */
export const findRepairs = ({ main, say }: LifeRecord): LifeEvent[] =>
  main
    .filter(({ reference, amount }) => reference.startsWith('RAINY DAY') && amount >= leastEvent)
    .map(({ at, amount }): LifeEvent => {
      const paid = main.find((one) => one.at > at && one.at < at + 10 * day && one.mcc === electronicsCode)
      const where = paid ? `, ${say(-paid.amount)} at ${paid.party}` : ''
      return { at, kind: 'repair', title: 'Rainy day', text: `${say(amount)} from savings${where}` }
    })

/** Finds the interest that an account pays once a year. */
export const findInterest = ({ accounts, say }: LifeRecord): LifeEvent[] =>
  accounts.flatMap(({ account, entries }) => {
    const paid = entries.filter(({ kind }) => kind === 'interest')
    const isYearly = paid.every(({ at }, n) => n === 0 || at - (paid[n - 1] as Entry).at > 300 * day)
    return paid
      .filter(({ amount }) => isYearly && amount >= leastEvent)
      .map(({ at, amount }): LifeEvent => {
        const { title } = products[account.product]
        return { at, kind: 'interest', title: 'Interest', text: `${say(amount)} for the year on the ${title}` }
      })
  })

/** Finds payments of income tax, and of corporation tax. VAT is paid too often to be an event. */
export const findTaxes = ({ main, say }: LifeRecord): LifeEvent[] =>
  main
    .filter(({ party, amount }) => amount < 0 && /^HM Revenue (?!VAT|PAYE)/.test(party))
    .map(({ at, amount, party }) => ({ at, kind: 'tax', title: 'Tax', text: `${say(-amount)} to ${party}` }))

/** Finds a move: rent or a mortgage that is paid to another payee than before. */
export function findMoves({ main, say }: LifeRecord): LifeEvent[] {
  const paid = main.filter(
    ({ kind, reference }) => (kind === 'standing-order' || kind === 'direct-debit') && /^(RENT|MORT)\d/.test(reference),
  )
  const byPayee = [...Map.groupBy(paid, ({ party }) => party).values()]
  return byPayee.flatMap((payments, n): LifeEvent[] => {
    const [first, before] = [payments[0] as Entry, byPayee[n - 1]?.at(-1)]
    if (!before || before.at >= first.at) return []
    const kind = first.reference.startsWith('MORT') ? 'mortgage' : 'rent'
    const text = `${say(-first.amount)} ${kind} to ${first.party}, ${say(-before.amount)} to ${before.party} before`
    return [{ at: first.at, kind: 'home', title: 'Moved home', text }]
  })
}

/** Finds the opening of the first account, and the end of a life. */
export function findBeginningAndEnd({ main, all, diedAt, say }: LifeRecord): LifeEvent[] {
  const found: LifeEvent[] = []
  const opening = main.find(({ reference }) => reference === 'OPENING')
  if (opening)
    found.push({
      ...{ at: opening.at, kind: 'opened', title: 'Account opened' },
      text: `${say(opening.amount)} paid in`,
    })
  if (diedAt !== undefined) {
    const income = main.findLast(({ kind, at }) => (kind === 'direct-credit' || kind === 'salary') && at <= diedAt)
    const text = income ? `${income.party} paid for the last time; the accounts take no new business` : ''
    found.push({ at: income?.at ?? diedAt, kind: 'death', title: 'Death', text })
  }
  const funerals = all.map(({ entry }) => entry).filter(({ reference }) => reference === 'FUNERAL')
  const [funeral] = funerals
  if (funeral)
    found.push({
      ...{ at: funeral.at, kind: 'funeral', title: 'Funeral' },
      text: `${say(-sumOf(funerals))} to ${funeral.party}`,
    })
  return found
}
