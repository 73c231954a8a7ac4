import type { Fault } from '#bank/base/problem.ts'
import { suggestName } from '#bank/base/validation-messages.ts'
import { formatSigned } from '#bank/money/money.ts'
import { addSpan } from '#bank/time/clock.ts'
import { bookSteps, buildSteps, type Step } from './edit-steps.ts'
import { type CustomAccount, type Edits, editLimits, parseEditAmount } from './edits.ts'

/**
 * What the rules need to know about the world that the edits apply to. Minor units, epoch seconds.
 */
export type EditContext = {
  readonly now: number
  /** The first instant of the world's history. */
  readonly begins: number
  readonly personas: readonly string[]
  /** A synthetic account: the start of its history and its credit line. */
  account(id: string): { readonly begins: number; readonly creditLine: number } | undefined
  /** The balance at an instant without edits. */
  balanceAt(id: string, at: number): number
  /** The balance after each entry between two instants (inclusive), oldest first, without edits. */
  balances(id: string, from: number, to: number): Iterable<{ readonly at: number; readonly balance: number }>
}

/** A synthetic or custom account that edits may change. */
type EditableAccount = Pick<EditContext, 'balanceAt' | 'balances'> & {
  readonly begins: number
  readonly creditLine: number
}

const iso = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`

/**
 * Returns every fault of a document that its schema cannot detect, each with its path. These are
 * duplicate ids, unknown accounts, instants outside the world's history, overlapping changes and
 * balances below a credit line.
 */
export function findEditFaults(edits: Edits, context: EditContext): Fault[] {
  const horizon = addSpan(context.now * 1000, { months: editLimits.monthsAhead }) / 1000
  const steps = buildSteps(edits)
  const tooMany = countFaults(steps)
  const faults = [...customerFaults(edits, context), ...tooMany]
  const own = new Map((edits.customers ?? []).flatMap(({ accounts }) => accounts.map((one) => [one.id, one] as const)))
  for (const [id, some] of steps) {
    const account = findEditableAccount(id, own.get(id), context)
    if (!account) {
      faults.push(
        ...some.map(({ path }) =>
          fault(`${path}.account`, `account ${id} does not exist in this world or in the document`),
        ),
      )
      continue
    }
    const stepErrors = some.flatMap((step) => stepFaults(step, account, horizon))
    faults.push(...stepErrors, ...findOverlaps(some))
    // The check of balances reads the whole history of each account. It runs only if every step of
    // the account is valid and the document is within its limits.
    if (stepErrors.length === 0 && tooMany.length === 0) faults.push(...findBreaches(id, some, account, horizon))
  }
  return faults
}

const fault = (path: string, why: string, code: Fault['code'] = 'field-invalid'): Fault => ({
  code,
  message: `${path}: ${why}`,
  path,
})

function countFaults(steps: ReadonlyMap<string, readonly Step[]>): Fault[] {
  const transactions = [...steps.values()].flat().filter(({ amountField: much }) => much === 'amount').length
  const { transactions: maxTransactions, accounts: maxAccounts } = editLimits
  return [
    ...(transactions > maxTransactions
      ? [
          fault(
            'transactions',
            `a document may have at most ${maxTransactions}, including those of its customers (got ${transactions})`,
          ),
        ]
      : []),
    ...(steps.size > maxAccounts
      ? [fault('transactions', `a document may edit at most ${maxAccounts} accounts (got ${steps.size})`)]
      : []),
  ]
}

function customerFaults({ customers = [] }: Edits, context: EditContext): Fault[] {
  const seen = new Map<string, string>()
  const duplicateFaults = (id: string, path: string): Fault[] => {
    const before = seen.get(id)
    if (before) return [fault(path, `must be unique; ${before} already has the id ${id}`, 'edit-overlaps')]
    seen.set(id, path)
    return []
  }
  return customers.flatMap(({ id, persona, born, accounts }, c) => {
    const path = `customers.${c}`
    const faults = duplicateFaults(id, `${path}.id`)
    if (persona !== undefined && !context.personas.includes(persona)) {
      const known = context.personas
      const why = `must be one of ${known.join(', ')} (got ${persona})${suggestName(persona, known)}`
      faults.push(fault(`${path}.persona`, why))
    }
    if (Date.parse(born) / 1000 > context.now)
      faults.push(
        fault(
          `${path}.born`,
          `must not be after ${iso(context.now)}, the time on the world's clock (got ${born})`,
          'date-invalid',
        ),
      )
    for (const [a, account] of accounts.entries())
      faults.push(
        ...accountFaults(id, account, `${path}.accounts.${a}`, context),
        ...duplicateFaults(account.id, `${path}.accounts.${a}.id`),
      )
    return faults
  })
}

function accountFaults(
  customerId: string,
  { id, product, opened }: CustomAccount,
  path: string,
  context: EditContext,
): Fault[] {
  const expected = `acc_${customerId.slice('cus_'.length)}_${product}`
  const faults =
    id === expected
      ? []
      : [fault(`${path}.id`, `must be ${expected} for the ${product} account of ${customerId} (got ${id})`)]
  const at = Date.parse(opened) / 1000
  if (at < context.begins || at > context.now) {
    const span = `${iso(context.begins).slice(0, 10)} to ${iso(context.now).slice(0, 10)}`
    faults.push(fault(`${path}.opened`, `must be within the world's history, ${span} (got ${opened})`, 'date-invalid'))
  }
  return faults
}

function findEditableAccount(
  id: string,
  own: CustomAccount | undefined,
  context: EditContext,
): EditableAccount | undefined {
  if (own) {
    const [begins, creditLine] = [Date.parse(own.opened) / 1000, parseEditAmount(own.creditLine ?? '0.00')]
    return { begins, creditLine, balanceAt: () => 0, balances: () => [] }
  }
  const account = context.account(id)
  return account && { ...account, balanceAt: context.balanceAt, balances: context.balances }
}

function stepFaults(
  { path, instantField: when, at, amount, amountField: much }: Step,
  { begins }: EditableAccount,
  horizon: number,
): Fault[] {
  const faults: Fault[] = []
  if (when === 'at' && (at < begins || at > horizon)) {
    const why = `must be between ${iso(begins)}, where the account's history begins, and ${iso(horizon)} (got ${iso(at)})`
    faults.push(fault(`${path}.at`, why, 'date-invalid'))
  }
  if (much === 'amount' && amount === 0) faults.push(fault(`${path}.amount`, 'must not be zero'))
  return faults
}

/** Finds balances that are set twice for one instant, which would contradict each other. */
function findOverlaps(steps: readonly Step[]): Fault[] {
  const changed = new Map<number, string>()
  return steps.flatMap(({ path, at, amountField: much, account }) => {
    if (much !== 'balance') return []
    const before = changed.get(at)
    if (before)
      return [
        fault(
          `${path}.at`,
          `must not repeat an instant: ${before} already sets the balance of ${account} then`,
          'edit-overlaps',
        ),
      ]
    changed.set(at, path)
    return []
  })
}

/**
 * Finds steps that take the account below its credit line, at once or at any later entry up to the
 * horizon. The fault goes to the last debit before the breach. A synthetic history that is below
 * the line by itself is no fault.
 */
function findBreaches(id: string, steps: readonly Step[], account: EditableAccount, horizon: number): Fault[] {
  const chain = bookSteps(steps, (at) => account.balanceAt(id, at))
  const blamed = new Map<string, Fault>()
  let next = 0
  let shift = 0
  let last: Step | undefined
  const check = (at: number, balance: number) => {
    if (shift >= 0 || balance >= -account.creditLine || !last) return
    const path = `${last.path}.${last.amountField}`
    const why = `takes ${id} to ${formatSigned(balance)} at ${iso(at)}, below its credit line of ${formatSigned(account.creditLine)}`
    if (!blamed.has(path)) blamed.set(path, fault(path, why, 'edit-breaks-balance'))
  }
  const stepUntil = (at: number) => {
    for (let step = chain[next]; step && step.at < at; step = chain[++next]) {
      shift = step.shift
      if (step.amount < 0) last = step
      check(step.at, step.balance)
    }
  }
  for (const { at, balance } of account.balances(id, steps[0]?.at ?? horizon, horizon)) {
    stepUntil(at)
    check(at, balance + shift)
  }
  stepUntil(Number.POSITIVE_INFINITY)
  return [...blamed.values()]
}
