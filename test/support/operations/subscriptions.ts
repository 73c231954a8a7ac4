import type { Operation } from '#edge/operation.ts'
import type { TestSandbox } from '#test/support/sandbox.ts'

/** The resources by which a partner subscribes to events. */
type Resource = {
  readonly path: string
  /** Where a body and a path have the id. */
  readonly idField: string
  readonly list: string
  readonly Data: object
}
const resources: readonly Resource[] = [
  {
    path: '/event-subscriptions',
    idField: 'EventSubscriptionId',
    list: 'EventSubscription',
    Data: { Version: '4.0' },
  },
  {
    path: '/callback-urls',
    idField: 'CallbackUrlId',
    list: 'CallbackUrl',
    Data: { Url: 'https://app.example/open-banking/v4.0/event-notifications', Version: '4.0' },
  },
]

/**
 * Returns the resource that an operation of a partner needs; polling needs an event subscription.
 */
const resourceOf = ({ path, needs }: Operation): Resource | undefined =>
  needs !== 'partner'
    ? undefined
    : resources.find((one) => path.startsWith(one.path) || (path === '/events' && one === resources[0]))

/**
 * Creates the partner's subscription that an operation needs, or deletes the one that it would
 * meet. Returns the parameters of its path.
 */
export async function readySubscription(
  { send }: Pick<TestSandbox, 'send'>,
  token: string | undefined,
  base: string,
  operation: Operation,
): Promise<Record<string, string>> {
  const resource = resourceOf(operation)
  if (!resource) return {}
  const { path, idField, list, Data } = resource
  const { status, body } = await send('GET', base + path, undefined, token)
  if (status !== 200) return {}
  const [own] = body.Data[list]
  const isCreated = operation.method === 'post' && operation.path === path
  if (isCreated && own) await send('DELETE', `${base}${path}/${own[idField]}`, undefined, token)
  if (isCreated) return {}
  const made = own ?? (await send('POST', base + path, { Data }, token)).body.Data
  return { [idField]: made[idField] }
}

/** Returns the body with which an operation on a subscription succeeds; undefined for any other. */
export function subscriptionBodyOf(operation: Operation, params: Record<string, string>): object | undefined {
  const resource = resourceOf(operation)
  if (!resource) return undefined
  if (operation.path === '/events') return { returnImmediately: true }
  const { idField, Data } = resource
  return { Data: operation.method === 'put' ? { [idField]: params[idField], ...Data } : Data }
}
