import { listShownCustomers, type ShownCustomers } from '#actions/worlds/shown-customers.ts'
import type { WorldRequest } from './world-request.ts'

/** How many customers the screen of a world shows. */
const mostShown = 4

const known = new WeakMap<WorldRequest, Promise<ShownCustomers>>()

/** Returns the customers that the screen shows. Panels of one request share them. */
export function customersShownTo(request: WorldRequest): Promise<ShownCustomers> {
  const shown = known.get(request) ?? listShownCustomers(request.world, request.grant, mostShown)
  known.set(request, shown)
  return shown
}
