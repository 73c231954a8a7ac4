import type { Account } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { monthAt } from '#mocks/base/calendar.ts'
import { monthOf } from '#mocks/history/month.ts'
import type { Mandate, MandatePayment } from '#mocks/payments/mandate.ts'
import type { Bill } from '#mocks/people/persona.ts'
import type { Contract } from './agreed.ts'
import { contractsIn } from './bills.ts'
import { courseOf } from './course.ts'

/**
 * Returns how many months around an instant a payment is looked for: a mandate without one has
 * ended, or not begun. It is more than the longest gap between two payments of a bill.
 */
function monthsAround(bills: readonly Bill[]): number {
  const gaps = bills.map(({ inMonths }) => (inMonths ? 13 - inMonths.length : 1))
  return 1 + Math.max(...gaps)
}

type Found = Pick<Mandate, 'key' | 'by' | 'payee' | 'own' | 'reference' | 'perYear' | 'isFixed'> & {
  last?: MandatePayment
  next?: MandatePayment
}

/**
 * Returns the mandates of a main account that is walked, as its entries show them: so a cancelled
 * subscription has no next payment, and a bill has the price of its next payment.
 */
export function walkedMandates(bank: Bank, account: Account, at: number): Mandate[] {
  const course = courseOf(bank, account.customer)
  const around = monthsAround(account.customer.persona.bills)
  const now = monthAt(at)
  const found = new Map<string, Found>()
  const contracts = new Map<string, Contract>()
  for (let month = Math.max(account.firstMonth, now - around); month <= now + around; month++) {
    for (const contract of contractsIn(course, month)) contracts.set(contract.facts.reference, contract)
    for (const { at: paid, amount, kind, reference, own } of monthOf(bank, account, month).entries) {
      if (kind !== 'direct-debit' && kind !== 'standing-order') continue
      const contract = own ? undefined : contracts.get(reference)
      const facts = own ? ownMandate(own, kind, reference) : contract && billMandate(contract, kind)
      if (!facts) continue
      const known = found.get(facts.key) ?? facts
      found.set(facts.key, known)
      if (paid <= at) known.last = { at: paid, amount: -amount }
      else known.next ??= { at: paid, amount: -amount }
    }
  }
  return [...found.values()]
    .map(({ last, next, ...facts }) => ({ ...facts, last, next }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

const billMandate = ({ bill, key, facts }: Contract, by: Mandate['by']): Found => ({
  key,
  by,
  payee: facts.party,
  reference: facts.reference,
  perYear: bill.inMonths?.length ?? 12,
  isFixed: !bill.varies,
})

/** The reference of a transfer ends with its month, that of its mandate does not. */
const ownMandate = (own: NonNullable<Mandate['own']>, by: Mandate['by'], reference: string): Found => ({
  key: own,
  by,
  payee: products[own].title,
  own,
  reference: reference.replace(/ \d{6}$/, ''),
  perYear: 12,
  isFixed: own !== 'card',
})
