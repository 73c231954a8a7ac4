import { Problem, type ProblemCode } from '#bank/base/problem.ts'
import { suggestName } from '#bank/base/validation-messages.ts'

/**
 * A named fault that a caller requests with the header `x-sandbank-scenario`. The bank rejects the
 * request with the scenario's problem before it reads anything else. The response carries the same
 * header. An unknown name is rejected.
 */
export type Scenario = {
  readonly title: string
  readonly problem: ProblemCode
  /** Headers of the response. */
  readonly headers?: Readonly<Record<string, string>>
}

export const scenarios = {
  'too-many-requests': {
    title: 'The bank limits the request rate: 429, retry after 30 seconds',
    problem: 'too-many-requests',
    headers: { 'retry-after': '30' },
  },
  unavailable: {
    title: 'The bank is down for maintenance: 503, retry after 120 seconds',
    problem: 'unavailable',
    headers: { 'retry-after': '120' },
  },
  'server-error': { title: 'The bank fails: 500 with a body that gives no reason', problem: 'bank-failed' },
  'token-expired': {
    title: 'The access token has expired: 401',
    problem: 'token-invalid',
  },
} as const satisfies Record<string, Scenario>

/** The names of the scenarios as a pattern of JSON Schema. */
export const scenarioPattern = `^(${Object.keys(scenarios).join('|')})$`

/** The request headers that Sandbank defines. */
const sandbankHeaders: readonly string[] = ['x-sandbank-scenario', 'x-sandbank-robot']

/**
 * Rejects an unknown x-sandbank- header: a misspelt one would otherwise have no effect, without
 * notice.
 */
export function checkSandbankHeaders(names: Iterable<string>): void {
  for (const name of names) {
    if (!name.startsWith('x-sandbank-') || sandbankHeaders.includes(name)) continue
    const path = `header ${name.slice(0, 60)}`
    throw new Problem(
      'header-invalid',
      `${path}: is unknown; the headers are ${sandbankHeaders.join(', ')}${suggestName(name, sandbankHeaders)}`,
      { path },
    )
  }
}

/** Throws the problem of the named scenario. Does nothing if no name is given. */
export function applyScenario(name: string | undefined): void {
  if (name === undefined) return
  const scenario: Scenario | undefined = Object.hasOwn(scenarios, name)
    ? scenarios[name as keyof typeof scenarios]
    : undefined
  if (!scenario) {
    const known = Object.keys(scenarios)
    throw new Problem(
      'scenario-unknown',
      `header x-sandbank-scenario: must be one of ${known.join(', ')} (got ${name.slice(0, 60)})${suggestName(name, known)}`,
      {
        path: 'header x-sandbank-scenario',
      },
    )
  }
  throw new Problem(scenario.problem, scenario.title, { headers: { ...scenario.headers, 'x-sandbank-scenario': name } })
}
