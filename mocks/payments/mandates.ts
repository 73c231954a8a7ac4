import type { Account } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Month, monthAt } from '#mocks/base/calendar.ts'
import { hasDied } from '#mocks/people/events.ts'
import { type CustomerBill, habitsOf } from '#mocks/people/habits.ts'
import { walkedMandates } from '#mocks/walk/mandates.ts'
import type { Mandate, MandatePayment } from './mandate.ts'
import { billPayment, isDue, mandateReference } from './regulars.ts'
import { transfersIn } from './transfers.ts'

/**
 * Returns the mandates on an account at an instant (epoch seconds). Only main and joint accounts
 * have any.
 */
export function mandatesOf(bank: Bank, account: Account, at: number): Mandate[] {
  const { customer, role } = account
  if (customer.persona.walks) return role === 'main' ? walkedMandates(bank, account, at) : []
  const habits = habitsOf(customer)
  if (role === 'joint')
    return (habits.joint?.bills ?? []).flatMap((owed, index) => mandatesOfBill(bank, account, owed, `j${index}`, at))
  if (role !== 'main') return []
  const bills = habits.bills.flatMap((owed, index) => mandatesOfBill(bank, account, owed, String(index), at))
  return [...bills, ...ofTransfers(bank, account, at)]
}

/** Returns the mandates of a bill: one for each payee that the bill is split among. */
function mandatesOfBill(bank: Bank, account: Account, owed: CustomerBill, key: string, at: number): Mandate[] {
  const { customer, role } = account
  const { bill, to } = owed
  const part = (amount: number, n: number) => {
    const share = Math.floor(amount / to.length)
    return n === 0 ? amount - share * (to.length - 1) : share
  }
  return to.map((payee, n) => {
    const due = (month: Month): MandatePayment | undefined => {
      if (!isDue(owed, month) || (role === 'main' && hasDied(bank, customer, month - 1))) return undefined
      const { at: first, amount } = billPayment(customer, owed, month)
      return { at: first + n, amount: part(amount, n) }
    }
    const facts = {
      by: bill.by,
      payee,
      reference: mandateReference(customer, owed),
      perYear: bill.inMonths?.length ?? 12,
      isFixed: !bill.varies,
    }
    return { key: n === 0 ? key : `${key}x${n}`, ...facts, ...findNearestPayments(at, account.firstMonth, due) }
  })
}

function ofTransfers(bank: Bank, { customer, firstMonth }: Account, at: number): Mandate[] {
  const { main } = customer.persona
  const mandates: Mandate[] = []
  for (const own of habitsOf(customer).holds) {
    if (own === 'overdraft' || own === main || own === 'euro') continue
    const by = own === 'card' || own === 'loan' ? 'direct-debit' : 'standing-order'
    const due = (month: Month) =>
      transfersIn(bank, customer, month).find(({ from, to, out }) => from === main && to === own && out === by)
    const facts = {
      key: own,
      by,
      payee: products[own].title,
      own,
      reference: own.toUpperCase(),
      perYear: 12,
      isFixed: own !== 'card',
    } as const
    const around = findNearestPayments(at, firstMonth, due)
    if (around.last || around.next) mandates.push({ ...facts, ...around })
  }
  return mandates
}

/**
 * Returns the payment before an instant (not before the account's history) and the next one within
 * a year.
 */
function findNearestPayments(
  at: number,
  first: Month,
  due: (month: Month) => MandatePayment | undefined,
): { last: MandatePayment | undefined; next: MandatePayment | undefined } {
  let last: MandatePayment | undefined
  let next: MandatePayment | undefined
  const now = monthAt(at)
  for (let month = now; month >= Math.max(first, now - 13) && !last; month--) {
    const one = due(month)
    if (one && one.at <= at) last = { at: one.at, amount: one.amount }
  }
  for (let month = now; month <= now + 13 && !next; month++) {
    const one = due(month)
    if (one && one.at > at) next = { at: one.at, amount: one.amount }
  }
  return { last, next }
}
