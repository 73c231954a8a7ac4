import { findAccount, findCustomer, holderNameOf, identityOfCustomer } from '#actions/accounts/lookup.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { listEventsOfObjects, type ObjectEvent } from '#actions/events/events-of-objects.ts'
import { listPartners } from '#actions/partners/partners.ts'
import { findOrder } from '#actions/payments/find-order.ts'
import { deriveOrderStatus } from '#actions/payments/order-views.ts'
import { getRequest } from '#actions/requests/chain.ts'
import type { WorldRequest } from '#apps/console/world-request.ts'
import { type ConsentState, stateOf } from '#bank/consents/consent.ts'
import type { RequestChain, WholeRequest } from '#bank/requests/views.ts'
import type { PartnerNames } from './texts.ts'

/** A logged request with everything that it led to, as it is now. */
export type Story = {
  readonly whole: WholeRequest
  readonly names: PartnerNames
  readonly consent?: { readonly id: string; readonly state: ConsentState; readonly customer?: string } | undefined
  readonly order?:
    | { readonly id: string; readonly status: string; readonly rail: string; readonly why?: string }
    | undefined
  readonly legs: readonly (NonNullable<RequestChain['legs']>[number] & { readonly holder: string })[]
  readonly events: readonly ObjectEvent[]
}

type Here = Pick<WorldRequest, 'world' | 'grant'>

/** Reads the names of a world's partners. */
export const readNames = async ({ world, grant }: Here): Promise<PartnerNames> =>
  new Map((await listPartners(world, grant)).map(({ clientId, name }) => [clientId, name]))

/** Reads a logged request, and follows it to its consent, order, legs and events. */
export async function readStory(here: Here, id: string): Promise<Story> {
  const { world, grant } = here
  const [whole, names] = await Promise.all([getRequest(world, grant, id), readNames(here)])
  const { chain, method, realAt } = whole
  const consent = chain.consent && (await findConsent(world, chain.consent.id))?.consent
  const order = chain.order && (await findOrder(world, chain.order.id))?.order
  const derived = order && deriveOrderStatus(world, order)
  const objects = method === 'GET' ? [] : [consent?.id, order?.id].filter((one) => one !== undefined)
  const customer = consent?.customer === undefined ? undefined : findCustomer(world, consent.customer)
  return {
    whole,
    names,
    consent: consent && {
      id: consent.id,
      state: order && !isLongLived.test(consent.id) ? 'COND' : stateOf(consent, world.now).state,
      ...(customer && { customer: identityOfCustomer(world, customer).name }),
    },
    order:
      order && derived
        ? { id: order.id, status: derived.status, rail: order.rail, ...(derived.why && { why: derived.why.why }) }
        : undefined,
    legs: (chain.legs ?? []).map((leg) => ({
      ...leg,
      holder: nameHolder(here, leg.account, consent && 'request' in consent ? consent.request : undefined),
    })),
    events: await listEventsOfObjects(world, grant, objects, Date.parse(realAt)),
  }
}

/** Consents that more than one call uses. */
const isLongLived = /^(aac|vrc|cof)_/

/** Names the holder of an account: of one at another bank, as the payer wrote it. */
function nameHolder({ world }: Here, id: string, request: unknown): string {
  const account = findAccount(world, id)
  if (account) return holderNameOf(world, account)
  const { Data } = (request ?? {}) as { Data?: { Initiation?: { CreditorAccount?: { Name?: unknown } } } }
  const name = Data?.Initiation?.CreditorAccount?.Name
  return typeof name === 'string' ? name : 'other banks'
}
