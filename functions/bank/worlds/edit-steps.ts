import { hash } from 'node:crypto'
import type { TransactionKind } from '#bank/account-information/transaction.ts'
import { type Edits, parseEditAmount } from './edits.ts'

/** One thing that a document does to one account. Minor units, epoch seconds. */
export type Step = {
  readonly account: string
  /**
   * Where in the document it stands, and the names of the fields there that say when and how much.
   */
  readonly path: string
  readonly instantField: 'at' | 'opened'
  readonly amountField: 'amount' | 'balance' | 'openingBalance'
  readonly at: number
  /**
   * By how much the account changes; a changed balance says `target` instead, what the account then
   * holds.
   */
  readonly amount?: number
  readonly target?: number
  readonly kind?: TransactionKind
  readonly party: string
  readonly reference: string
  readonly mcc: string
  /** The same for the same fact, wherever in the document it stands. */
  readonly hash: string
}

/** A step whose amount is known, with the balance after it and the sum of all steps up to it. */
export type BookedStep = Step & { readonly amount: number; readonly balance: number; readonly shift: number }

const secondsOf = (instant: string): number => Date.parse(instant) / 1000

/**
 * The steps of a document, account by account, in the order in which they are booked: by time; at
 * one instant the opening comes first and a changed balance last, so that it holds.
 */
export function buildSteps(edits: Edits): Map<string, Step[]> {
  const steps = [...openings(edits), ...movements(edits), ...changes(edits)]
  const byAccount = new Map<string, Step[]>()
  const seen = new Map<string, number>()
  for (const { facts, ...step } of steps) {
    // Two transactions may be alike in everything: the second of them is told by its number.
    const text = JSON.stringify([step.account, step.amountField, step.at, ...facts])
    const before = seen.get(text) ?? 0
    seen.set(text, before + 1)
    const own = byAccount.get(step.account) ?? []
    byAccount.set(step.account, own)
    own.push({ ...step, hash: hash('sha256', `${before} ${text}`).slice(0, 12) })
  }
  for (const own of byAccount.values()) own.sort((a, b) => a.at - b.at)
  return byAccount
}

type Draft = Omit<Step, 'hash'> & { readonly facts: readonly unknown[] }

function openings({ customers = [] }: Edits): Draft[] {
  return customers.flatMap(({ accounts }, c) =>
    accounts.map(({ id, opened, openingBalance }, a): Draft => {
      const text = { party: 'Opening deposit', reference: 'OPENING', mcc: '' }
      const path = `customers.${c}.accounts.${a}`
      const at = secondsOf(opened)
      return {
        account: id,
        path,
        instantField: 'opened',
        amountField: 'openingBalance',
        at,
        amount: parseEditAmount(openingBalance),
        ...text,
        facts: [],
      }
    }),
  )
}

function movements({ customers = [], transactions = [] }: Edits): Draft[] {
  const own = customers.flatMap(({ accounts }, c) =>
    accounts.flatMap(({ id, transactions = [] }, a) =>
      transactions.map((one, t) => ({ one, account: id, path: `customers.${c}.accounts.${a}.transactions.${t}` })),
    ),
  )
  const extra = transactions.map((one, t) => ({ one, account: one.account, path: `transactions.${t}` }))
  return [...own, ...extra].map(({ one, account, path }): Draft => {
    const { kind, party, reference = '', mcc = '' } = one
    const [at, amount] = [secondsOf(one.at), parseEditAmount(one.amount)]
    const facts = [amount, kind, party, reference, mcc]
    return { account, path, instantField: 'at', amountField: 'amount', at, amount, kind, party, reference, mcc, facts }
  })
}

function changes({ balances = [] }: Edits): Draft[] {
  return balances.map(({ account, at, balance, reason = 'ADJUSTMENT' }, b): Draft => {
    const text = { party: 'Sandbank', reference: reason, mcc: '' }
    return {
      account,
      path: `balances.${b}`,
      instantField: 'at',
      amountField: 'balance',
      at: secondsOf(at),
      target: parseEditAmount(balance),
      ...text,
      facts: [],
    }
  })
}

/**
 * Gives each step of one account its amount and balance. `balanceAt` is what the account holds at
 * an instant without any.
 */
export function bookSteps(steps: readonly Step[], balanceAt: (at: number) => number): BookedStep[] {
  let shift = 0
  return steps.map((step) => {
    const base = balanceAt(step.at)
    const amount = step.amount ?? (step.target as number) - base - shift
    shift += amount
    return { ...step, amount, balance: base + shift, shift }
  })
}

/** Why money moved: what the document says, or, for what it sets, an opening or an adjustment. */
export function transactionKindOf({ kind, amount, amountField: much }: BookedStep): TransactionKind {
  if (kind) return kind
  if (amount < 0) return 'adjustment-out'
  return much === 'openingBalance' ? 'payment-in' : 'adjustment-in'
}
