import { memo } from '#bank/memo.ts'
import type { Account, Product } from './account.ts'
import type { Bank } from './bank.ts'
import { type Month, monthOfYear, secondsPerDay, startOf, yearOf } from './calendar.ts'
import { draw, stream } from './chance.ts'
import type { Customer } from './customer.ts'
import { type Entry, entry } from './entry.ts'
import { habitsOf, incomeIn } from './habits.ts'
import { categories } from './merchants.ts'
import { billsIn, incomesIn } from './regulars.ts'
import { spend } from './spending.ts'
import { cardBudget, closing, repayment, saving, savingAmount, withdrawal } from './transfers.ts'

/** One account in one month. Amounts are minor units of GBP; `entries` go from old to new. */
export type AccountMonth = { readonly opening: number; readonly entries: readonly Entry[]; readonly closing: number }

const wavering = stream('opening balance')
const shopping = stream('purchases')
const carding = stream('card purchases')
const remembered = memo<AccountMonth>(1_000)

/** The whole month, past or future, from the seed alone. A month before the account's first is empty. */
export function monthOf(bank: Bank, account: Account, month: Month): AccountMonth {
  if (month < account.customer.opened) return { opening: 0, entries: [], closing: 0 }
  const key = `${bank.seed}.${bank.start}.${account.id}.${month}`
  return remembered(key, () => lived[account.product](bank, account.customer, month))
}

const lived: Record<Product, (bank: Bank, customer: Customer, month: Month) => AccountMonth> = {
  current,
  savings,
  card,
}

/**
 * What a current account holds as a month begins: a part of a month's income that the persona names, wavering by chance. The
 * month before spends itself down, or saves itself up, to exactly this, so that no month waits for another.
 */
function anchor(bank: Bank, customer: Customer, month: Month): number {
  const parts = customer.persona.opensMonthWith
  const part = parts[monthOfYear(month) % parts.length] as number
  const wave = (draw(bank.seed, customer.index, month, wavering) - 0.5) * 0.1
  return Math.round(incomeIn(bank, customer, month) * (part + wave))
}

function current(bank: Bank, customer: Customer, month: Month): AccountMonth {
  const { holds } = habitsOf(bank, customer)
  const entries = [...incomesIn(bank, customer, month), ...billsIn(bank, customer, month)]
  const isFirst = month === customer.opened
  const opening = isFirst ? 0 : anchor(bank, customer, month)
  if (isFirst)
    entries.push(entry(startOf(month) + 60, anchor(bank, customer, month), 'payment-in', 'Opening deposit', 'OPENING'))

  const repaid = holds.card && repayment(bank, customer, month)
  if (repaid)
    entries.push(entry(repaid.at, -repaid.amount, 'direct-debit', 'Sandbank Credit Card', repaid.reference, 'card'))
  if (holds.savings) {
    const saved = saving(bank, customer, month)
    entries.push(entry(saved.at, -saved.amount, 'standing-order', 'Savings', saved.reference, 'savings'))
    const drawn = withdrawal(bank, customer, month)
    if (drawn) {
      entries.push(entry(drawn.at, drawn.amount, 'transfer-in', 'Savings', drawn.reference, 'savings'))
      entries.push(largePurchase(customer, drawn))
    }
  }

  const left = opening + sum(entries) - anchor(bank, customer, month + 1)
  const help = helpIn(left, Math.round(incomeIn(bank, customer, month) * 0.05))
  if (help > 0) entries.push(entry(startOf(month) + 2 * secondsPerDay + 43_200, help, 'payment-in', 'Family', 'HELP'))
  const spent = spend(bank, customer, month, left + help, { by: 'card-purchase', of: shopping })
  return booked(opening, [...entries, ...spent])
}

/** A month that would leave nothing to live on brings help from the family, in tens of pounds. */
function helpIn(left: number, least: number): number {
  return left < least ? Math.ceil((least - left) / 1000) * 1000 : 0
}

/** What the savings were drawn for, two days later. */
function largePurchase(customer: Customer, drawn: { at: number; amount: number; holiday: boolean }): Entry {
  const [category, part] = drawn.holiday ? [categories.travel, 0.82] : [categories.electronics, 0.9]
  const name = category.names[(customer.index + drawn.amount) % category.names.length] as string
  const amount = -Math.round(drawn.amount * part) + (drawn.amount % 7)
  return { ...entry(drawn.at + 2 * secondsPerDay - 5 * 3600, amount, 'card-purchase', name, ''), mcc: category.mcc }
}

function card(bank: Bank, customer: Customer, month: Month): AccountMonth {
  const repaid = repayment(bank, customer, month)
  const entries = spend(bank, customer, month, cardBudget(bank, customer, month), {
    by: 'credit-card-purchase',
    of: carding,
  })
  if (!repaid) return booked(0, entries)
  entries.push(entry(repaid.at, repaid.amount, 'card-repayment', 'Payment received', repaid.reference, 'current'))
  return booked(-repaid.amount, entries)
}

/** Yearly interest on savings in parts of one, by year. */
const rates: Record<number, number> = { 2020: 0.004, 2021: 0.003, 2022: 0.012, 2023: 0.034, 2024: 0.041, 2025: 0.037 }

/** Month-end balances of savings since the opening, so that reading month after month replays nothing twice. */
const closings = memo<number[]>(500)

/** The one account that is replayed from its opening: amounts only, three additions a month, microseconds for twenty years. */
function savings(bank: Bank, customer: Customer, month: Month): AccountMonth {
  const known = closings(`${bank.seed}.${bank.start}.${customer.index}`, () => [0])
  for (let past = customer.opened + known.length - 1; past < month; past++) {
    const before = known.at(-1) as number
    const moved =
      deposit(bank, customer, past) +
      savingAmount(bank, customer, past) -
      (withdrawal(bank, customer, past)?.amount ?? 0)
    known.push(before + moved + interestOn(before + moved, past))
  }
  return savingsMonth(bank, customer, month, known[month - customer.opened] as number)
}

/** What a savings account is opened with: a year of its standing orders. */
function deposit(bank: Bank, customer: Customer, month: Month): number {
  return month === customer.opened ? savingAmount(bank, customer, month) * 12 : 0
}

function interestOn(balance: number, month: Month): number {
  return Math.floor((balance * (rates[yearOf(month)] ?? 0.03)) / 12)
}

function savingsMonth(bank: Bank, customer: Customer, month: Month, opening: number): AccountMonth {
  const entries: Entry[] = []
  const opened = deposit(bank, customer, month)
  if (opened > 0) entries.push(entry(startOf(month) + 60, opened, 'payment-in', 'Opening deposit', 'OPENING'))
  const saved = saving(bank, customer, month)
  entries.push(entry(saved.at, saved.amount, 'transfer-in', 'Current account', saved.reference, 'current'))
  const drawn = withdrawal(bank, customer, month)
  if (drawn) entries.push(entry(drawn.at, -drawn.amount, 'transfer-out', 'Current account', drawn.reference, 'current'))
  entries.push(entry(closing(month), interestOn(opening + sum(entries), month), 'interest', 'Sandbank', 'INTEREST'))
  return booked(opening, entries)
}

const sum = (entries: readonly Entry[]) => entries.reduce((total, { amount }) => total + amount, 0)

/** Puts entries in the order of their time and gives each the balance after it. */
function booked(opening: number, entries: Entry[]): AccountMonth {
  entries.sort((a, b) => a.at - b.at)
  let balance = opening
  for (const one of entries) {
    balance += one.amount
    one.balance = balance
  }
  return { opening, entries, closing: balance }
}
