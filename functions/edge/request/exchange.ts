import type { Grant } from '#bank/consents/grant.ts'
import type { KeptHeaders } from '#bank/requests/request-record.ts'
import type { Place, ScenarioUse } from '#bank/scenarios/scenario.ts'
import type { Admission } from '#edge/grant.ts'
import type { Sandbox, World } from '#store/world.ts'
import type { RequestHeaders } from './headers.ts'

/** One request on its way through a surface, with what is known about it so far. */
export type Exchange = {
  readonly sandbox: Sandbox
  readonly interactionId: string
  readonly method: string
  /** The path and the query, as they were sent. */
  readonly target: string
  readonly headers: RequestHeaders
  /** The request whose body is read; absent where the body stays on Node's own socket. */
  request?: Request
  readonly place: Place
  /** The scenarios that apply to it: the one that the caller asked for, then the armed ones. */
  readonly uses: ScenarioUse[]
  /** Known after the grant. */
  world?: World
  partner?: string
  customer?: string
  consent?: string
  /** The accounts of the consent. */
  accounts?: readonly string[]
  /** Known after an error: the code of its problem. */
  problem?: string
  /** What went over Node's own socket, for the log: only the fast path sets it. */
  onSocket?: SocketTraffic
}

/** What a request and its answer brought over a socket. `status` is absent if it was cut. */
export type SocketTraffic = {
  readonly status: number | undefined
  readonly headers: KeptHeaders
  readonly body: string | Uint8Array | undefined
  readonly answerBody: string | Uint8Array | undefined
}

/** Notes who calls, for faults and the log. */
export function noteCaller(exchange: Exchange, { grant, world }: Admission): void {
  if (world) exchange.world = world
  if (grant.partner !== undefined) exchange.partner = grant.partner
  if (grant.customer !== 'all') exchange.customer = grant.customer
  if (!grant.agreed) return
  const { id, accounts } = grant.agreed.consent
  exchange.consent = id
  if (accounts) exchange.accounts = accounts
}

/** Returns the accounts that a request is about: that of its path, or those of its consent. */
export const accountsOf = ({ agreed }: Grant, inPath: string | undefined): readonly string[] | undefined =>
  inPath === undefined ? agreed?.consent.accounts : [inPath]
