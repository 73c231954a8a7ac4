import type { customerScenarios } from './customers.ts'
import type { paymentScenarios } from './payments.ts'
import type { ScenarioUse, Values } from './scenario.ts'

/** The scenarios that change how an operation runs. */
export type RunScenario = keyof typeof paymentScenarios | keyof typeof customerScenarios

/** The scenarios of a request that change how it runs, by name, with the values of parameters. */
export type ActiveScenarios = ReadonlyMap<string, Values>

/** Returns the values of a scenario's parameters if it applies to the request of a world. */
export const scenarioIn = (
  { scenarios }: { readonly scenarios?: ActiveScenarios | undefined },
  name: RunScenario,
): Values | undefined => scenarios?.get(name)

/** Returns a world with the scenarios of its request; the world itself if none changes the run. */
export function withScenarios<W extends { readonly scenarios?: ActiveScenarios }>(
  world: W,
  uses: readonly ScenarioUse[],
): W {
  if (uses.length === 0) return world
  const scenarios = new Map<string, Values>()
  // The caller's own scenario comes first, and its values win over those of an armed one.
  for (const { name, scenario, values } of uses)
    if (scenario.effect.at === 'run' && !scenarios.has(name)) scenarios.set(name, values)
  return scenarios.size === 0 ? world : { ...world, scenarios }
}
