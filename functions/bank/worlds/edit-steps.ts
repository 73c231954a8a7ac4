import { hash } from 'node:crypto'
import type { TransactionKind } from '#bank/account-information/transaction.ts'
import { type Edits, parseEditAmount } from './edits.ts'

/** One change of a document to one account. Minor units, epoch seconds. */
export type Step = {
  readonly account: string
  /** The path in the document, and the fields there that hold the instant and the amount. */
  readonly path: string
  readonly instantField: 'at' | 'opened'
  readonly amountField: 'amount' | 'balance' | 'openingBalance'
  readonly at: number
  /** The change of the balance. A changed balance has `target` instead: the balance to reach. */
  readonly amount?: number
  readonly target?: number
  readonly kind?: TransactionKind
  readonly party: string
  readonly reference: string
  readonly mcc: string
  /** A digest of the change: the same wherever in the document the change is. */
  readonly hash: string
}

/** A step with its amount, the balance after it, and the sum of all steps up to it. */
export type BookedStep = Step & { readonly amount: number; readonly balance: number; readonly shift: number }

const secondsOf = (instant: string): number => Date.parse(instant) / 1000

/**
 * Builds the steps of a document, by account, in booking order, which is by time. At one instant an
 * opening comes first and a changed balance last, so that no other step alters that balance.
 */
export function buildSteps(edits: Edits): Map<string, Step[]> {
  const steps = [...openings(edits), ...movements(edits), ...changes(edits)]
  const byAccount = new Map<string, Step[]>()
  const seen = new Map<string, number>()
  for (const { facts, ...step } of steps) {
    // Two transactions may be equal in every field; a counter makes their hashes differ.
    const text = JSON.stringify([step.account, step.amountField, step.at, ...facts])
    const count = seen.get(text) ?? 0
    seen.set(text, count + 1)
    const own = byAccount.get(step.account) ?? []
    byAccount.set(step.account, own)
    own.push({ ...step, hash: hash('sha256', `${count} ${text}`).slice(0, 12) })
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
 * Computes the amount and balance of each step of one account. `balanceAt` is the balance at an
 * instant without steps.
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

/**
 * Returns the transaction kind of a step: the document's own, or an opening or adjustment for a
 * balance that it sets.
 */
export function transactionKindOf({ kind, amount, amountField: much }: BookedStep): TransactionKind {
  if (kind) return kind
  if (amount < 0) return 'adjustment-out'
  return much === 'openingBalance' ? 'payment-in' : 'adjustment-in'
}
