import type { Place, ScenarioSurface } from '#bank/scenarios/scenario.ts'
import type { Operation, Surface } from '#edge/operation.ts'

/** Returns the place of an operation, or of the unknown paths of its surface. */
export function placeOf({ name }: Pick<Surface, 'name'>, operation?: Operation): Place {
  const surface = name as ScenarioSurface
  if (!operation) return { surface, ...nothing }
  const { id, needs, method, returns } = operation
  return {
    surface,
    operation: id,
    takesToken: surface === 'open-banking' && needs !== 'anyone',
    isUnderConsent: ['accounts', 'payment', 'funds'].includes(needs),
    isWrite: method !== 'get',
    answersJson: 'schema' in returns,
  }
}

const nothing = { takesToken: false, isUnderConsent: false, isWrite: false, answersJson: false }

/** The endpoints of the authorization server that answer JSON to machines. */
const machineEndpoints = ['token', 'par', 'introspect', 'revoke', 'register', 'jwks', 'metadata']

const endpoint = (operation: string, isWrite: boolean, takesToken = false): Place => {
  const answersJson = machineEndpoints.includes(operation)
  return { surface: 'authorization', operation, takesToken, isUnderConsent: false, isWrite, answersJson }
}

/** The places of the authorization server, by the names that faults use. */
export const placesOfEndpoints: readonly Place[] = [
  ...machineEndpoints.map((name) => endpoint(name, !['jwks', 'metadata'].includes(name))),
  ...['authorize', 'interaction', 'customer-pages'].map((name) => endpoint(name, name !== 'authorize')),
]

/** Returns the place of a request to the authorization server, by the first part of its path. */
export function placeOfEndpoint(path: string, method: string): Place {
  const [, , , first = '', second] = path.split(/[/?]/)
  const name = first === '.well-known' ? 'metadata' : first
  // Below authorize the browser comes back from an interaction.
  if (name === 'authorize' && second !== undefined) return endpoint('interaction', method !== 'GET')
  const known = placesOfEndpoints.find(({ operation }) => operation === name)
  const takesToken = name === 'register' && second !== undefined
  return endpoint(known?.operation ?? 'customer-pages', method !== 'GET', takesToken)
}
