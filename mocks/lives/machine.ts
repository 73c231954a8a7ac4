import * as z from 'zod'

/** The chances of several outcomes, which add up to 1. */
const Odds = z.array(z.tuple([z.number().min(0).max(1), z.string()])).min(1)
const Rate = z.number().min(0).max(1)

/**
 * A state of a machine, and how it ends: at a yearly rate, or after a number of months between two
 * bounds. `while` is another rate that holds while an earlier machine is in a state. A state with
 * `keepsShare` ends at the rate at which the share of customers that begin in it stays the same.
 */
const State = z.strictObject({
  perYear: Rate.optional(),
  while: z.strictObject({ machine: z.string(), state: z.string(), perYear: Rate }).optional(),
  keepsShare: z.literal(true).optional(),
  months: z.tuple([z.int().min(1), z.int().max(600)]).optional(),
  goes: Odds,
})

/**
 * A part of a customer's life, as a machine that is in one state at a time. `source` names the
 * published figures that its rates come from. `begins` are the odds of its first state; a persona
 * may fix it.
 */
const Machine = z.strictObject({
  id: z.string().regex(/^[a-z-]+$/),
  source: z.string().min(10),
  begins: Odds,
  states: z.record(z.string(), State),
})
export type Odds = z.output<typeof Odds>
export type State = z.output<typeof State>
export type Machine = z.output<typeof Machine>

/**
 * Checks machines in the order in which a life runs them, and returns them. Rejects a machine that
 * breaks the schema, leads to a state that does not exist, or reads a machine that is not before
 * it. The message names the path and the reason.
 */
export function checkMachines(list: readonly unknown[]): Machine[] {
  const checked: Machine[] = []
  for (const [n, one] of list.entries()) {
    const parsed = Machine.safeParse(one)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new Error(`machines.${n}.${issue?.path.join('.')}: ${issue?.message}`)
    }
    checkStates(parsed.data, checked)
    checked.push(parsed.data)
  }
  return checked
}

function checkStates(machine: Machine, before: readonly Machine[]): void {
  const states = Object.keys(machine.states)
  const checkOdds = (path: string, odds: Odds) => {
    const sum = odds.reduce((total, [chance]) => total + chance, 0)
    if (Math.abs(sum - 1) > 1e-9) throw new Error(`${machine.id}.${path}: the chances must add up to 1 (got ${sum})`)
    for (const [, state] of odds)
      if (!states.includes(state))
        throw new Error(`${machine.id}.${path}: must lead to one of ${states.join(', ')} (got ${state})`)
  }
  checkOdds('begins', machine.begins)
  for (const [name, state] of Object.entries(machine.states)) {
    const path = `states.${name}`
    checkOdds(`${path}.goes`, state.goes)
    if (state.perYear === undefined && state.months === undefined && !state.keepsShare)
      throw new Error(`${machine.id}.${path}: must have perYear, months or keepsShare, or the state never ends`)
    const read = state.while && before.find(({ id }) => id === state.while?.machine)
    if (state.while && !read?.states[state.while.state])
      throw new Error(
        `${machine.id}.${path}.while: must name a state of a machine before it: ${before.map(({ id }) => id).join(', ') || 'there is none'} (got ${state.while.machine} ${state.while.state})`,
      )
  }
}
