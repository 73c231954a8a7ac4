import type { Fault } from '#bank/base/problem.ts'
import { formatSigned } from '#bank/money/money.ts'
import { addSpan } from '#bank/time/clock.ts'
import { bookSteps, buildSteps, type Step } from './edit-steps.ts'
import { type CustomAccount, type Edits, editLimits, parseEditAmount } from './edits.ts'

/** What the rules must know of the world beneath the edits. Minor units, epoch seconds. */
export type EditContext = {
  readonly now: number
  /** The first instant of the world's history. */
  readonly begins: number
  readonly personas: readonly string[]
  /**
   * A synthetic account: from when on its history can be read, and how far below zero it may go.
   */
  account(id: string): { readonly begins: number; readonly creditLine: number } | undefined
  /** What it holds at an instant without any edit. */
  balanceAt(id: string, at: number): number
  /** The same after each of its entries between two instants, both included, from old to new. */
  balances(id: string, from: number, to: number): Iterable<{ readonly at: number; readonly balance: number }>
}

/** An account that may be edited, synthetic or of the document. */
type EditableAccount = Pick<EditContext, 'balanceAt' | 'balances'> & {
  readonly begins: number
  readonly creditLine: number
}

const iso = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`

/**
 * All that is wrong with a document that its schema cannot say, each with its path in the document:
 * ids that clash, accounts that do not exist, instants outside the world's history, changes that
 * overlap, balances below a credit line.
 */
export function findEditFaults(edits: Edits, ground: EditContext): Fault[] {
  const horizon = addSpan(ground.now * 1000, { months: editLimits.monthsAhead }) / 1000
  const steps = buildSteps(edits)
  const tooMany = countFaults(steps)
  const faults = [...customerFaults(edits, ground), ...tooMany]
  const own = new Map((edits.customers ?? []).flatMap(({ accounts }) => accounts.map((one) => [one.id, one] as const)))
  for (const [id, some] of steps) {
    const account = knownAccount(id, own.get(id), ground)
    if (!account) {
      faults.push(
        ...some.map(({ path }) =>
          fault(`${path}.account`, `there is no account ${id} in this world or in the document`),
        ),
      )
      continue
    }
    const unsound = some.flatMap((step) => stepFaults(step, account, horizon))
    faults.push(...unsound, ...findOverlaps(some))
    // Balances are worth a look only where each step stands where it may; and only so many accounts
    // are worth the work.
    if (unsound.length === 0 && tooMany.length === 0) faults.push(...findBreaches(id, some, account, horizon))
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
  const { transactions: mostTransactions, accounts: mostAccounts } = editLimits
  return [
    ...(transactions > mostTransactions
      ? [
          fault(
            'transactions',
            `a document has at most ${mostTransactions}, those of its customers included; given: ${transactions}`,
          ),
        ]
      : []),
    ...(steps.size > mostAccounts
      ? [fault('transactions', `a document edits at most ${mostAccounts} accounts; given: ${steps.size}`)]
      : []),
  ]
}

function customerFaults({ customers = [] }: Edits, ground: EditContext): Fault[] {
  const taken = new Map<string, string>()
  const repeated = (id: string, path: string): Fault[] => {
    const before = taken.get(id)
    if (before) return [fault(path, `${id} is already the id at ${before}`, 'edit-overlaps')]
    taken.set(id, path)
    return []
  }
  return customers.flatMap(({ id, persona, born, accounts }, c) => {
    const path = `customers.${c}`
    const faults = repeated(id, `${path}.id`)
    if (persona !== undefined && !ground.personas.includes(persona))
      faults.push(fault(`${path}.persona`, `there is no persona ${persona}; there are: ${ground.personas.join(', ')}`))
    if (Date.parse(born) / 1000 > ground.now)
      faults.push(fault(`${path}.born`, `${born} is after the world's now, ${iso(ground.now)}`, 'date-invalid'))
    for (const [a, account] of accounts.entries())
      faults.push(
        ...accountFaults(id, account, `${path}.accounts.${a}`, ground),
        ...repeated(account.id, `${path}.accounts.${a}.id`),
      )
    return faults
  })
}

function accountFaults(
  customerId: string,
  { id, product, opened }: CustomAccount,
  path: string,
  ground: EditContext,
): Fault[] {
  const expected = `acc_${customerId.slice('cus_'.length)}_${product}`
  const faults =
    id === expected ? [] : [fault(`${path}.id`, `the ${product} account of ${customerId} is ${expected}; given: ${id}`)]
  const at = Date.parse(opened) / 1000
  if (at < ground.begins || at > ground.now) {
    const span = `${iso(ground.begins).slice(0, 10)} to ${iso(ground.now).slice(0, 10)}`
    faults.push(
      fault(`${path}.opened`, `must lie within the world's history, ${span}; given: ${opened}`, 'date-invalid'),
    )
  }
  return faults
}

function knownAccount(id: string, own: CustomAccount | undefined, ground: EditContext): EditableAccount | undefined {
  if (own) {
    const [begins, creditLine] = [Date.parse(own.opened) / 1000, parseEditAmount(own.creditLine ?? '0.00')]
    return { begins, creditLine, balanceAt: () => 0, balances: () => [] }
  }
  const account = ground.account(id)
  return account && { ...account, balanceAt: ground.balanceAt, balances: ground.balances }
}

function stepFaults(
  { path, instantField: when, at, amount, amountField: much }: Step,
  { begins }: EditableAccount,
  horizon: number,
): Fault[] {
  const faults: Fault[] = []
  if (when === 'at' && (at < begins || at > horizon)) {
    const why = `must lie between ${iso(begins)}, where the account's history begins, and ${iso(horizon)}; given: ${iso(at)}`
    faults.push(fault(`${path}.at`, why, 'date-invalid'))
  }
  if (much === 'amount' && amount === 0) faults.push(fault(`${path}.amount`, 'a transaction of nothing'))
  return faults
}

/** Two changed balances at one instant: which one holds? */
function findOverlaps(steps: readonly Step[]): Fault[] {
  const changed = new Map<number, string>()
  return steps.flatMap(({ path, at, amountField: much, account }) => {
    if (much !== 'balance') return []
    const before = changed.get(at)
    if (before)
      return [fault(`${path}.at`, `${before} changes the balance of ${account} at the same instant`, 'edit-overlaps')]
    changed.set(at, path)
    return []
  })
}

/**
 * Steps that take the account below its credit line, then or at any later entry up to the horizon.
 * The one to blame is the last that took money before; where the synthetic history is below the
 * line by itself, nobody is.
 */
function findBreaches(id: string, steps: readonly Step[], account: EditableAccount, horizon: number): Fault[] {
  const chain = bookSteps(steps, (at) => account.balanceAt(id, at))
  const blamed = new Map<string, Fault>()
  let next = 0
  let shift = 0
  let last: Step | undefined
  const look = (at: number, balance: number) => {
    if (shift >= 0 || balance >= -account.creditLine || !last) return
    const path = `${last.path}.${last.amountField}`
    const why = `takes ${id} to ${formatSigned(balance)} at ${iso(at)}, below its credit line of ${formatSigned(account.creditLine)}`
    if (!blamed.has(path)) blamed.set(path, fault(path, why, 'edit-breaks-balance'))
  }
  const stepUntil = (at: number) => {
    for (let step = chain[next]; step && step.at < at; step = chain[++next]) {
      shift = step.shift
      if (step.amount < 0) last = step
      look(step.at, step.balance)
    }
  }
  for (const { at, balance } of account.balances(id, steps[0]?.at ?? horizon, horizon)) {
    stepUntil(at)
    look(at, balance + shift)
  }
  stepUntil(Number.POSITIVE_INFINITY)
  return [...blamed.values()]
}
