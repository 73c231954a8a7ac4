import { type Account, accountsOf } from '#mocks/accounts/account.ts'
import type { Bank } from '#mocks/base/bank.ts'
import type { Month } from '#mocks/base/calendar.ts'
import { monthOf } from '#mocks/history/month.ts'
import { customerAt } from '#mocks/people/customer.ts'

/**
 * Returns one account's month as JSON lines: account, epoch seconds, signed minor units, balance
 * after, kind, party, MCC, reference.
 */
function linesOf(bank: Bank, account: Account, month: Month): string {
  let text = ''
  for (const { at, amount, balance, kind, party, mcc, reference } of monthOf(bank, account, month).entries) {
    text += `{"account":"${account.id}","at":${at},"amount":${amount},"balance":${balance},"kind":"${kind}","party":"${party}","mcc":"${mcc}","reference":"${reference}"}\n`
  }
  return text
}

/** Yields every account of a range of customers, month by month. `to` is excluded. */
export function* lines(
  bank: Bank,
  range: { customers: readonly [from: number, to: number]; months: readonly [from: Month, to: Month] },
): Generator<string> {
  for (let index = range.customers[0]; index < range.customers[1]; index++) {
    const customer = customerAt(bank, index)
    if (!customer) return
    for (const account of accountsOf(bank, customer)) {
      for (let month = Math.max(range.months[0], account.firstMonth); month < range.months[1]; month++)
        yield linesOf(bank, account, month)
    }
  }
}
