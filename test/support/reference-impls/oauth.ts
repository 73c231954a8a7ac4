import { sandbank, type WorldRequest } from '#sdk/index.ts'
import {
  connectPartner,
  memoryTokenStore,
  type PartnerOptions,
  type PartnerRequest,
  registerPartner,
  type Scope,
} from '#sdk/oauth/index.ts'
import type { Reached } from './served.ts'

/** Creates a world in a sandbox, and the access to it that partners need. */
export async function openPartnerWorld({ baseUrl, fetch }: Reached, request: WorldRequest = {}) {
  const world = await sandbank({ baseUrl, fetch }).createWorld({ seed: 7, size: 30, rate: 0, ...request })
  return { world, access: { baseUrl, fetch, controlKey: world.controlKey } }
}

export type PartnerWorld = Awaited<ReturnType<typeof openPartnerWorld>>

/** Registers and connects a partner whose customer is a robot. */
export async function connectRobot(
  { access }: Pick<PartnerWorld, 'access'>,
  request: PartnerRequest = {},
  options: PartnerOptions = {},
) {
  const registered = await registerPartner(access, { robot: 'approve, customer=cus_2', ...request })
  const store = options.store ?? memoryTokenStore()
  const partner = await connectPartner(registered, { fetch: access.fetch, ...options, store })

  /** Sends the browser to a URL, where the robot answers. Returns where the bank sends it. */
  const visit = async (url: string): Promise<string> =>
    (await access.fetch(url, { redirect: 'manual' })).headers.get('location') as string

  /** Has the customer authorise a new consent, and returns its id. */
  const authorise = async (consentId?: string, scope: Scope = 'accounts'): Promise<string> => {
    const id =
      consentId ?? (await partner.createAccountConsent({ permissions: ['ReadAccountsDetail', 'ReadBalances'] }))
    const { url, pending } = await partner.authorize({ consentId: id, scope })
    await partner.finish(await visit(url), pending)
    return id
  }
  return { registered, store, partner, visit, authorise }
}
