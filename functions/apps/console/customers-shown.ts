import { listWorldConsents, type WorldConsent } from '#actions/consents/world-consents.ts'
import { listShownCustomers, type ShownCustomers } from '#actions/worlds/shown-customers.ts'
import type { WorldRequest } from './world-request.ts'

/** How many customers the screen of a world shows. */
const mostShown = 4

const consentsKnown = new WeakMap<WorldRequest, Promise<WorldConsent[]>>()

/** Returns the consents of a world, newest first. Panels of one request share them. */
export function consentsOf(request: WorldRequest): Promise<WorldConsent[]> {
  const known = consentsKnown.get(request)
  if (known) return known
  const read = listWorldConsents(request.world, request.grant).then(({ consents }) => consents)
  consentsKnown.set(request, read)
  return read
}

const customersKnown = new WeakMap<WorldRequest, Promise<ShownCustomers>>()

/** Returns the customers that the screen shows. Panels of one request share them. */
export function customersShownTo(request: WorldRequest): Promise<ShownCustomers> {
  const { world, grant } = request
  const known = customersKnown.get(request)
  if (known) return known
  const read = consentsOf(request).then((consents) => listShownCustomers(world, grant, { consents, most: mostShown }))
  customersKnown.set(request, read)
  return read
}
