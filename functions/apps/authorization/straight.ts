import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from 'hono'
import type { Provider } from 'oidc-provider'
import { entranceOf } from './through.ts'

/** What a host that has sockets lends with a request: Node's own request, not read yet, and its response. */
type Lent = { readonly incoming?: IncomingMessage; readonly outgoing?: ServerResponse }

/** Told to Hono's Node server instead of an answer: it was sent already. */
const sent = new Response(null, { headers: { 'x-hono-already-sent': 'true' } })
// That server's own Response is sent unseen as long as nobody asked for its body, and then it does not look at its headers.
void sent.body

/**
 * Hands a request to the provider on the socket it came by, where there is one: half the price of carrying it there and back.
 * `headers` are all that the provider shall see. Undefined where the host has no sockets.
 */
export async function straight(
  { env }: Context,
  provider: Provider,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response | undefined> {
  const { incoming, outgoing } = (env ?? {}) as Lent
  if (!incoming || !outgoing) return undefined
  incoming.url = path
  const length = incoming.headers['content-length']
  const coding = incoming.headers['transfer-encoding']
  incoming.headers = {
    ...headers,
    ...(length !== undefined && { 'content-length': length }),
    ...(coding !== undefined && { 'transfer-encoding': coding }),
  }
  await entranceOf(provider)(incoming, outgoing)
  return sent
}
