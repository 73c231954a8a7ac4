import { openBanking } from '#apps/open-banking/app.ts'
import { scenarios } from '#bank/scenarios/scenarios.ts'
import { placeOf } from '#edge/request/place.ts'

/** Returns the names of the scenarios that reject a call of an operation of the Read/Write API. */
export function rejectingScenarios(operationId: string): string[] {
  const place = placeOf(
    openBanking,
    openBanking.operations.find(({ id }) => id === operationId),
  )
  return Object.entries(scenarios).flatMap(([name, { effect, appliesTo }]) =>
    appliesTo(place) && 'problem' in effect ? name : [],
  )
}
