import type { Told } from './answers.ts'
import { type Bank, type Mutation, openBank } from './bank.ts'
import { historyOf, type Step } from './history.ts'
import { broken } from './laws.ts'
import { perform } from './perform.ts'

type Simulated = { readonly broken: readonly string[]; readonly bank: Bank; readonly told: readonly Told[] }

/** How long after the last request all late calls have ended, in virtual milliseconds. */
const quiet = 60_000

/**
 * Runs a history and returns the violations afterwards. The same seed and steps always give the
 * same simulation.
 */
export async function simulate(seed: number, steps = historyOf(seed), mutation: Mutation = {}): Promise<Simulated> {
  const bank = await openBank(seed, mutation)
  const told: Told[] = []
  try {
    await bank.schedule.run(Promise.all(steps.map((step) => perform(bank, step, told))))
    await bank.schedule.run(bank.schedule.wait(quiet))
    return { bank, told, broken: await broken(bank, told) }
  } catch (error) {
    return { bank, told, broken: [...bank.wrong, `the simulation ended with ${(error as Error).stack}`] }
  }
}

/** Returns the fewest steps of a history that still break a law. */
export async function shortest(seed: number, steps: readonly Step[], mutation: Mutation = {}): Promise<Step[]> {
  let kept = [...steps]
  for (let size = kept.length >> 1; size >= 1; size = size >> 1) {
    for (let from = 0; from < kept.length; ) {
      const fewer = kept.toSpliced(from, size)
      const isStillBroken = fewer.length > 0 && (await simulate(seed, fewer, mutation)).broken.length > 0
      if (isStillBroken) kept = fewer
      else from += size
    }
  }
  return kept
}
