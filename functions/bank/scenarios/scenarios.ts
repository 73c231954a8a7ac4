import { Problem, type ProblemCode } from '#bank/base/problem.ts'
import { suggestName } from '#bank/base/validation-messages.ts'
import { answerScenarios } from './answers.ts'
import { bodyScenarios } from './bodies.ts'
import { customerScenarios } from './customers.ts'
import { deliveryScenarios } from './deliveries.ts'
import { outcomeScenarios } from './outcomes.ts'
import { pageScenarios } from './pages.ts'
import { paymentScenarios } from './payments.ts'
import type { Parameter, Place, Scenario, Values } from './scenario.ts'
import { timeScenarios } from './times.ts'

/** The scenarios by group, as the page for people shows them. */
export const scenarioGroups: Readonly<Record<string, Readonly<Record<string, Scenario>>>> = {
  'Instead of the answer': answerScenarios,
  Time: timeScenarios,
  'Unknown outcome': outcomeScenarios,
  Bodies: bodyScenarios,
  Pages: pageScenarios,
  Payments: paymentScenarios,
  Customers: customerScenarios,
  'Delivery of events': deliveryScenarios,
}

/**
 * All scenarios by name. GET /control/scenarios, the page for people, the OpenAPI document and the
 * tests are built from this table.
 */
export const scenarios: Readonly<Record<string, Scenario>> = Object.assign({}, ...Object.values(scenarioGroups))

/** The header by which a caller asks for a scenario. */
export const scenarioHeader = 'x-sandbank-scenario' as const

/** Returns the header's values at a place as a pattern of JSON Schema. */
export const scenarioPatternFor = (place: Place): string =>
  `^(${Object.entries(scenarios)
    .flatMap(([name, { parameters, appliesTo }]) => (appliesTo(place) ? name + patternOf(parameters) : []))
    .join('|')})$`

function patternOf(parameters: Scenario['parameters']): string {
  const names = Object.keys(parameters ?? {})
  return names.length === 0 ? '' : `(; ?(${names.join('|')})=[0-9]{1,6})*`
}

/** Returns an example of the header's value: `slow; delayMs=8000`. */
export const exampleOf = (name: string): string =>
  [name, ...Object.entries(scenarios[name]?.parameters ?? {}).map(([key, one]) => `${key}=${one.default}`)].join('; ')

/** Returns the scenarios that may answer a problem, by name. */
export const scenariosOf = (code: ProblemCode): [name: string, scenario: Scenario][] =>
  Object.entries(scenarios).filter(([, { effect }]) => 'problem' in effect && effect.problem === code)

/** Returns the problems that scenarios answer at a place. */
export const problemsOfScenarios = (place: Place): ProblemCode[] =>
  Object.values(scenarios).flatMap(({ effect, appliesTo }) =>
    appliesTo(place)
      ? 'problem' in effect
        ? effect.problem
        : 'cutsConnection' in effect
          ? 'gateway-timeout'
          : []
      : [],
  )

/**
 * Parses the header's value, such as `slow; delayMs=8000`, for a place. Rejects an unknown name or
 * parameter, and a scenario that does not apply there, with the nearest names.
 */
export function parseScenario(text: string, place: Place): { name: string; scenario: Scenario; values: Values } {
  const [name = '', ...parts] = text.split(';').map((part) => part.trim())
  const sent: Record<string, number | string> = {}
  const path = `header ${scenarioHeader}`
  const why = `${path}: must be a name and parameters such as slow; delayMs=8000, each once (got ${text.slice(0, 60)})`
  if (/[\s=,]/.test(name)) throw new Problem('scenario-unknown', why, { path })
  for (const part of parts) {
    const [, key, value] = /^([A-Za-z]+)=(.+)$/.exec(part) ?? []
    if (key === undefined || value === undefined || Object.hasOwn(sent, key))
      throw new Problem('scenario-unknown', why, { path })
    sent[key] = /^\d{1,9}$/.test(value) ? Number(value) : value.slice(0, 40)
  }
  return { name, ...findScenario(name, sent, place, { name: path, parameter: () => path }) }
}

/** Where a request names a scenario and its parameters, for messages. */
type Paths = { readonly name: string; readonly parameter: (key: string) => string }

/** Finds a scenario and the values of its parameters. Rejects what `parseScenario` rejects. */
export function findScenario(
  name: string,
  sent: Readonly<Record<string, number | string>>,
  place: Place | undefined,
  paths: Paths,
): { scenario: Scenario; values: Values } {
  const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined
  if (!scenario) {
    const names = Object.keys(scenarios)
    const why = `${paths.name}: must be a name that GET /control/scenarios lists, such as ${names[0]} (got ${name.slice(0, 60)})${suggestName(name, names)}`
    throw new Problem('scenario-unknown', why, { path: paths.name })
  }
  if (place && !scenario.appliesTo(place)) {
    const why = `${paths.name}: ${name} applies only to ${scenario.where}; GET /control/scenarios lists others`
    throw new Problem('scenario-unknown', why, { path: paths.name })
  }
  return { scenario, values: valuesOf(name, scenario.parameters ?? {}, sent, paths) }
}

function valuesOf(
  name: string,
  parameters: Readonly<Record<string, Parameter>>,
  sent: Readonly<Record<string, number | string>>,
  paths: Paths,
): Values {
  const values = Object.fromEntries(Object.entries(parameters).map(([key, one]) => [key, one.default]))
  for (const [key, value] of Object.entries(sent)) {
    const path = paths.parameter(key)
    const known = Object.keys(parameters)
    const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined
    if (!parameter) {
      const takes = known.length === 0 ? 'no parameters' : known.join(', ')
      const why = `${path}: ${name} takes ${takes} (got ${key.slice(0, 40)})${suggestName(key, known)}`
      throw new Problem('scenario-unknown', why, { path })
    }
    if (typeof value === 'string' || !Number.isInteger(value) || value < parameter.min || value > parameter.max) {
      const why = `${path}: ${key} must be a whole number from ${parameter.min} to ${parameter.max} (got ${value})`
      throw new Problem('scenario-unknown', why, { path })
    }
    values[key] = value
  }
  return values
}
