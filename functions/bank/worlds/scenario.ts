import { Problem, type ProblemCode } from '#bank/base/problem.ts'

/**
 * A named deviation that a caller asks for with the header `x-sandbank-scenario`: the request is
 * refused as a bank in trouble would refuse it, before anything is read. An answer under a scenario
 * carries the same header; an unknown name is refused.
 */
export type Scenario = {
  readonly title: string
  readonly refuses: ProblemCode
  /** Headers that such a refusal carries. */
  readonly headers?: Readonly<Record<string, string>>
}

export const scenarios = {
  'too-many-requests': {
    title: 'The bank limits your requests: 429, try again in 30 seconds',
    refuses: 'too-many-requests',
    headers: { 'retry-after': '30' },
  },
  unavailable: {
    title: 'The bank is down for maintenance: 503, try again in 120 seconds',
    refuses: 'unavailable',
    headers: { 'retry-after': '120' },
  },
  'server-error': { title: 'The bank fails: 500 with a body that tells nothing', refuses: 'unexpected-error' },
  'token-expired': {
    title: 'Your access token has just expired: 401',
    refuses: 'token-invalid',
  },
} as const satisfies Record<string, Scenario>

/** Headers of this sandbox's own. */
const ownHeaders: readonly string[] = ['x-sandbank-scenario', 'x-sandbank-robot']

/** Refuses a misspelt header of this sandbox's own: nobody would see why nothing came of it. */
export function checkSandbankHeaders(names: Iterable<string>): void {
  for (const name of names) {
    if (!name.startsWith('x-sandbank-') || ownHeaders.includes(name)) continue
    const path = `header ${name.slice(0, 60)}`
    throw new Problem('header-invalid', `there is no ${path}; there are: ${ownHeaders.join(', ')}`, { path })
  }
}

/** Throws what the named scenario answers; does nothing when no name is given. */
export function applyScenario(name: string | undefined): void {
  if (name === undefined) return
  const scenario: Scenario | undefined = Object.hasOwn(scenarios, name)
    ? scenarios[name as keyof typeof scenarios]
    : undefined
  if (!scenario) {
    const known = Object.keys(scenarios).join(', ')
    throw new Problem('scenario-unknown', `there is no scenario "${name}"; there are: ${known}`, {
      path: 'header x-sandbank-scenario',
    })
  }
  throw new Problem(scenario.refuses, scenario.title, { headers: { ...scenario.headers, 'x-sandbank-scenario': name } })
}
