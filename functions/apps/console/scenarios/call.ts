import { placesOfOperations } from '#bank/scenarios/places.ts'
import type { Scenario } from '#bank/scenarios/scenario.ts'
import { scenarioHeader } from '#bank/scenarios/scenarios.ts'

/** The calls that the examples make: each scenario is shown with the first where it applies. */
const exampleCalls: Readonly<Record<string, readonly [method: 'GET' | 'POST', path: string]>> = {
  GetAccounts: ['GET', '/aisp/accounts'],
  GetTransactions: ['GET', '/aisp/transactions'],
  CreateDomesticPayments: ['POST', '/pisp/domestic-payments'],
  CreateDomesticPaymentConsents: ['POST', '/pisp/domestic-payment-consents'],
}

/** Builds a call with the header of a scenario, at a place where it applies. */
export function buildCall(line: string, { appliesTo }: Scenario, baseUrl: string, token = '$TOKEN'): string {
  const header = `-H "${scenarioHeader}: ${line}"`
  const found = Object.entries(exampleCalls).find(([id]) =>
    placesOfOperations.some((place) => place.operation === id && appliesTo(place)),
  )
  if (!found) return `curl -i ${header} "$AUTHORIZATION_URL"`
  const [, [method, path]] = found
  const call = `curl -i ${header} -H "Authorization: Bearer ${token}"`
  const url = `${baseUrl}/open-banking/v4.0${path}`
  return method === 'GET'
    ? `${call} ${url}`
    : `${call} -H "Content-Type: application/json" -H "x-idempotency-key: 1" -d @body.json ${url}`
}
