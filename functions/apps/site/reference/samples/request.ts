import type { Catalogue, Entry } from '#apps/site/reference/catalogue.ts'
import { type Description, describeEntry, jsonOf, successOf } from '#apps/site/reference/description.ts'
import { exampleOf } from '#apps/site/reference/example.ts'
import type { Host } from '#edge/host.ts'
import { bodyOf, kindOf, type Moment } from './bodies.ts'

/** Where the sandbox of a reader is. */
export type Sandbox = Moment & {
  readonly baseUrl: string
  /** The world of a laptop's sandbox: its keys are filled in. */
  readonly first: Host['first']
}

/** The token that a request carries: a name for the shell, and its value on a laptop. */
export type Token = { readonly variable: string; readonly value: string | undefined }

/** One request of an example. Texts in braces stand for ids that earlier requests return. */
export type SampleRequest = {
  readonly entry: Entry
  readonly description: Description
  /** The path below the base URL, with the ids that are known. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly token: Token | undefined
  readonly body: unknown
  /** The id that later requests need: its name there, and the field of the answer. */
  readonly sets?: { readonly name: string; readonly field: string }
}

/** Ids that every world has. */
const fixedIds: Readonly<Record<string, string>> = { AccountId: 'acc_0_current', CustomerId: 'cus_0' }

/** Where an id comes from, if no operation creates it at the path before it. */
const lists: Readonly<Record<string, string>> = {
  StatementId: 'GetAccountsAccountIdStatements',
  RequestId: 'ListRequests',
}

/** Ids that nothing in an example makes: the reader fills them in. */
const unknownIds = ['OrderId', 'EventId', 'WorldId']

/** What an operation needs besides ids. */
const earlierOf: Readonly<Record<string, string>> = {
  ImportWorld: 'ExportWorld',
  CreateEvents: 'CreateEventSubscriptions',
}

/** Operations that must not be pasted for the world that a laptop begins with. */
const destructive = ['DeleteWorld', 'RotateKeys']

/** Whether a developer token may call the operation. */
export const takesDeveloperToken = ({ operation: { needs, scope = 'accounts' } }: Entry): boolean =>
  needs === 'accounts' ||
  needs === 'payment' ||
  needs === 'funds' ||
  (needs === 'partner' && scope !== 'accounts' && scope !== 'any')

/** Whether an operation needs the own token of a registered partner. */
export const needsPartner = (entry: Entry): boolean =>
  entry.operation.needs === 'partner' && !takesDeveloperToken(entry)

/** Returns the token that an operation is called with. */
export function tokenOf(entry: Entry, { first }: Sandbox): Token | undefined {
  const { needs } = entry.operation
  if (needs === 'anyone' || (needs === 'worlds' && first)) return undefined
  if (needs === 'worlds') return { variable: 'ORGANISER_KEY', value: undefined }
  const isOwn = !destructive.includes(entry.id)
  if (needs === 'world') return { variable: 'CONTROL_KEY', value: isOwn ? first?.controlKey : undefined }
  if (takesDeveloperToken(entry)) return { variable: 'DEVELOPER_TOKEN', value: first?.developerToken }
  return { variable: 'PARTNER_TOKEN', value: undefined }
}

/** Returns the query of an example: what the operation requires. */
function queryOf({ id, operation }: Entry, worldId: string): Record<string, string> {
  if (operation.query && 'world' in operation.query.shape) return { world: worldId }
  if (id === 'DiffWorlds') return { with: '{SnapshotId}' }
  if (id === 'FollowEvents' || id === 'FollowRequests') return { seconds: '10' }
  if (id === 'ListCustomers') return { persona: 'gig-worker' }
  return {}
}

/** Builds the request of an operation, without what must come before it. */
export function buildRequest(entry: Entry, sandbox: Sandbox): SampleRequest {
  const description = describeEntry(entry)
  const worldId = (destructive.includes(entry.id) ? undefined : sandbox.first?.id) ?? '{WorldId}'
  const ids: Readonly<Record<string, string>> = { ...fixedIds, WorldId: worldId }
  return {
    entry,
    description,
    path: entry.path.replaceAll(/\{(\w+)\}/g, (marker, name: string) => ids[name] ?? marker),
    query: queryOf(entry, worldId),
    token: tokenOf(entry, sandbox),
    body: bodyOf(entry, description, sandbox),
  }
}

/** The names of the ids that a request needs from elsewhere, in their order. */
export const idsOf = ({ path, query, body }: SampleRequest): string[] => [
  ...new Set(
    [...`${path} ${JSON.stringify(query)} ${JSON.stringify(body) ?? ''}`.matchAll(/\{(\w+)\}/g)].map(
      ([, name]) => name as string,
    ),
  ),
]

/** Lists the requests of an example in their order: what makes its ids, and last the operation. */
export function listRequests(entry: Entry, catalogue: Catalogue, sandbox: Sandbox): SampleRequest[] {
  const requests: SampleRequest[] = []
  const known = new Set<string>()
  const find = (id: string) => catalogue.entries.find((one) => one.id === id)
  const add = (one: Entry, name?: string) => {
    const request = buildRequest(one, sandbox)
    for (const id of idsOf(request)) {
      const creator = known.has(id) || id === name ? undefined : findCreator(id, one, catalogue)
      if (!creator) continue
      known.add(id)
      // The log of a new sandbox is empty.
      if (id === 'RequestId') addAlone('GetAccounts')
      add(creator, id)
      if (isFileNeeded(one) && id === 'ConsentId') addAlone('CreateFilePaymentConsentsConsentIdFile')
    }
    const earlier = earlierOf[one.id]
    if (earlier !== undefined) addAlone(earlier)
    const field = name === undefined ? undefined : findIdField(name, request)
    requests.push({ ...request, ...(name !== undefined && field !== undefined && { sets: { name, field } }) })
  }
  const addAlone = (id: string) => {
    const one = find(id)
    if (one) requests.push(buildRequest(one, sandbox))
  }
  add(entry)
  return requests
}

/** Whether an operation comes after the upload of a file. */
const isFileNeeded = ({ id, path, operation }: Entry) =>
  kindOf(path) === 'file-payment' &&
  (id === 'CreateFilePayments' || (path.endsWith('/file') && operation.method === 'get'))

/**
 * Finds the operation that makes an id: it posts to the path before the id, or creates the consent
 * that the body names.
 */
function findCreator(name: string, { path }: Entry, { entries }: Catalogue): Entry | undefined {
  if (unknownIds.includes(name)) return undefined
  const list = lists[name]
  const [before] = path.split(`/{${name}}`)
  const consents = `${path.replace(/s$/, '')}-consents`
  const creates = (at: string) => entries.find((one) => one.path === at && one.operation.method === 'post')
  if (list !== undefined) return entries.find(({ id }) => id === list)
  if (path.includes(`{${name}}`)) return creates(before as string)
  if (name === 'ConsentId') return creates(consents)
  const place = entries.find((one) => one.path.includes(`/{${name}}`))?.path
  return place === undefined ? undefined : creates(place.split(`/{${name}}`)[0] as string)
}

/** Finds the field of an answer that has an id: named as the parameter, or else as ids are. */
function findIdField(name: string, { description }: SampleRequest): string | undefined {
  const schema = jsonOf(successOf(description).response?.content)
  if (!schema) return undefined
  const fields = [...JSON.stringify(exampleOf(schema, description.schemas)).matchAll(/"(\w+)":/g)].map(([, one]) => one)
  const isId = (field: string | undefined) => field !== 'ConsentId' && /[a-z]Id$/.test(field ?? '')
  return (
    [name, `${name[0]?.toLowerCase()}${name.slice(1)}`, 'clientId', 'id'].find((one) => fields.includes(one)) ??
    fields.find(isId)
  )
}
