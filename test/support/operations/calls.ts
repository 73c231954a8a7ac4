import { findAccount } from '#actions/accounts/lookup.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { digestOf } from '#bank/consents/token.ts'
import type { EventRecord } from '#bank/events/event.ts'
import type { Webhook } from '#bank/events/subscription.ts'
import { partnerScopes } from '#bank/partners/partner.ts'
import type { SnapshotRecord } from '#bank/worlds/snapshot.ts'
import { generator } from '#bank/worlds/world.ts'
import type { Operation, RequiredScope, Surface } from '#edge/operation.ts'
import { subscriptions } from '#store/events/subscriptions.ts'
import { events, partitionsOf, sortableInstant } from '#store/records.ts'
import type { Item, Write } from '#store/store.ts'
import { findWorld } from '#store/world.ts'
import { snapshots } from '#store/world-copy-records.ts'
import { surfaces } from '#surfaces'
import { worldOf } from '#test/support/grants.ts'
import { clientToken, join, newKeys, type Partner, stopClock } from '#test/support/partners.ts'
import { authorise } from '#test/support/payers.ts'
import { externalPayee, type PaymentBank, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { type Json, type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'
import { bodyOf, type Family, familiesOf, familyOf } from './families.ts'
import { bring, lodge, place } from './steps.ts'
import { readySubscription, subscriptionBodyOf } from './subscriptions.ts'

const isSurface = (value: unknown): value is Surface =>
  typeof value === 'object' && value !== null && 'operations' in value

/** Every surface with a list of operations, found as local.ts and infra/ find it. */
export const listed: Surface[] = (await Promise.all(surfaces.map(({ load }) => load())))
  .flatMap((module): unknown[] => Object.values(module))
  .filter(isSurface)

export type Listed = { readonly id: string; readonly operation: Operation; readonly surface: Surface }

/** Every operation of every surface. */
export const operations: Listed[] = listed.flatMap((surface) =>
  surface.operations.map((operation) => ({ id: operation.id, operation, surface })),
)

/**
 * Bodies with which operations succeed. An operation that takes a body and has none here fails its
 * test.
 */
const bodies: Record<string, object> = {
  CreateWorld: { seed: 1, size: 20 },
  UpdateWorld: { name: 'A test of lists', labels: { team: 'blue' }, expiresInHours: 1 },
  CreateOutage: { area: 'payments', kind: 'planned', from: '2026-12-01T22:00:00Z', minutes: 60 },
  UpdateOutage: { minutes: 90 },
  CreateSnapshot: { name: 'before' },
  RestoreWorld: { snapshot: 'snp_kit' },
  ForkWorld: { name: 'a fork' },
  SetClock: { rate: 2 },
  AdvanceClock: { days: 1 },
  CreateToken: { customer: 'cus_1' },
  CreatePartner: { name: 'A test of lists' },
  UpdatePartner: { name: 'Renamed', redirectUris: ['https://app.example/callback'], scopes: ['accounts', 'payments'] },
  CreateSoftwareStatement: { algorithm: 'ES256' },
  ApproveOrder: {},
  RefuseOrder: {},
  // The order is added, as it is made for the call.
  TriggerEvent: { event: 'payment.approved' },
  ArmFault: { scenario: 'slow', parameters: { delayMs: 5 } },
  ChangeFault: { scenario: 'server-error', when: { to: '2000-01-01T00:00:00Z' } },
  SetRobot: { robot: 'approve, accounts=first' },
  CreateWebhook: { url: 'https://app.example/webhooks', kinds: ['payment.accepted'] },
  ChangeWebhook: { name: 'Renamed', kinds: null },
  RotateWebhookSecret: {},
  ResendEvents: { from: testNow },
  PutEdits: { balances: [{ account: 'acc_0_current', at: '2026-11-24T09:00:00Z', balance: '12345.67' }] },
}

/** The documents that some operations take instead of JSON. */
const uploads: Record<string, { media: string; text: string }> = {
  ImportWorld: { media: 'application/x-ndjson', text: documentOf() },
}

/** Returns the document of a world in which nothing was done. */
function documentOf(): string {
  const world = { seed: 7, size: 30, start: Date.parse(testNow), now: Date.parse(testNow), rate: 0 }
  const header = `${JSON.stringify({ format: 'sandbank-world', version: 1, generator, world })}\n`
  return `${header}${JSON.stringify({ objects: 0, sha256: digestOf(header) })}\n`
}

/** Queries without which operations reject a call, in a world. */
const queries: Record<string, (world: NewWorld) => string> = {
  GetStatus: ({ id }) => `?world=${id}`,
  GetOutages: ({ id }) => `?world=${id}`,
  DiffWorlds: ({ id }) => `?with=${id}`,
  FollowRequests: () => '?seconds=0',
  FollowEvents: () => '?seconds=0',
}

export type Answer = { status: number; headers: Headers; text: string; body: Json }

export type Kit = {
  readonly sandbox: TestSandbox
  readonly world: NewWorld
  readonly stranger: NewWorld
  /**
   * Returns the token that an operation requires, for this world. A partner's token exists once a
   * partner is ready.
   */
  token(need: RequiredScope): string | undefined
  /**
   * Returns the token for an operation that is ready. Operations for payments and funds get a token
   * for a consent of their kind.
   */
  tokenFor(listed: Listed): string | undefined
  /**
   * Returns a partner of this world. Its tokens are not bound, so that tests can send them without
   * a proof.
   */
  partner(): Promise<Partner>
  /**
   * Creates what an operation needs: a partner, a consent, its file, the customer's authorisation,
   * an order.
   */
  ready(listed: Listed): Promise<void>
  /** Returns the family of an operation about consents or orders. */
  familyOf(listed: Listed): Family
  /** Returns the path of an operation in this world. */
  pathOf(listed: Listed): string
  /** Calls an operation so that it succeeds, with the given changes. */
  call(listed: Listed, but?: Changes): Promise<Answer>
}

export type Changes = {
  readonly token?: string | undefined
  readonly query?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  /** Sends the request instead of the test, for example through a client. */
  readonly send?: (path: string, init: RequestInit & { token?: string }) => Promise<Response>
}

/** The outage that an operation about one needs is created with the first of them. */
const noOutage = 'out_0'

const organiserKey = 'the-organiser-of-these-tests'

/** Shared by all kits, because generating keys is slow. */
const keys = newKeys('PS256')
const left = await leftByPartner()

/**
 * Creates a partner in one call and returns its keys, id, software and stored records. Each kit
 * copies them into its world.
 */
async function leftByPartner(): Promise<{ clientId: string; softwareId: string; items: Item[] }> {
  const { send, store, createWorld } = await testSandbox()
  const world = await createWorld()
  const { status, body } = await send('POST', '/control/partners', {}, world.controlKey)
  if (status !== 201) throw new Error(`the partner was refused: ${JSON.stringify(body)}`)
  const items = await store.list(partitionsOf(world.id, 0).at(-1) as string, { limit: 100 })
  return { ...body, items: items.filter(({ key }) => /^(keys$|partner|registration|software)/.test(key.path)) }
}

/** Opens a sandbox with an organiser key, a world, and another world beside it. */
export async function openKit(): Promise<Kit> {
  // The authorization server reads the real time itself, so the sandbox must use the same clock.
  stopClock()
  const send = async () => ({ status: 204, durationMs: 1 })
  const sandbox = await testSandbox({ organiserDigest: digestOf(organiserKey), send })
  const makeWorld = async (): Promise<NewWorld> => {
    const asked = { seed: 7, size: 30, now: testNow, rate: 0 }
    const { status, body } = await sandbox.send('POST', '/control/worlds', asked, organiserKey)
    if (status !== 201) throw new Error(`the world was refused: ${JSON.stringify(body)}`)
    return body
  }
  const [world, stranger] = [await makeWorld(), await makeWorld()]
  const { body } = await sandbox.send('GET', `/control/worlds/${world.id}/tokens`, undefined, world.controlKey)
  await sandbox.store.commit(
    left.items.map(({ key: { path }, value }): Write => {
      return { put: { partition: `world/${world.id}`, path }, expect: 'absent', value }
    }),
  )
  // It reaches no caller.
  const fault = { scenario: 'slow', when: { to: '2000-01-01T00:00:00Z' } }
  await sandbox.send('POST', `/control/worlds/${world.id}/faults`, fault, world.controlKey)
  const params: Record<string, string> = {
    FaultId: 'flt_1',
    // The first call to this world: the list of its tokens.
    RequestId: `req_${Date.parse(testNow).toString(36)}_1`,
    WorldId: world.id,
    PartnerId: left.clientId,
    SoftwareId: left.softwareId,
    AccountId: 'acc_0_current',
    CustomerId: 'cus_0',
    OutageId: noOutage,
    StatementId: 'st_0_current_24321',
    TokenId: body.tokens[0].id,
    SnapshotId: 'snp_kit',
    WebhookId: 'whk_kit',
    EventId: `evt_${sortableInstant(Date.parse(testNow))}_00000000000`,
  }
  const record: SnapshotRecord = {
    id: params.SnapshotId as string,
    generator,
    createdAt: testNow,
    clock: { real: Date.parse(testNow), world: Date.parse(testNow), rate: 0 },
    items: 0,
    state: {},
  }
  const webhook: Webhook = {
    way: 'webhook',
    id: params.WebhookId as string,
    createdAt: Date.parse(testNow),
    url: 'https://app.example/webhooks',
    secrets: [{ text: `whsec_${'A'.repeat(32)}` }],
    clock: 'real',
  }
  const overlay = { id: world.id, record: { epoch: 0 } }
  const event: EventRecord = {
    kind: 'payment.accepted',
    partner: 'app_till',
    object: 'pay_0001',
    at: Date.parse(testNow),
    data: { kind: 'domestic-payment', DomesticPaymentId: 'pay_0001', Status: 'RCVD' },
  }
  await sandbox.store.commit([
    { put: snapshots.key(world.id, record.id), expect: 'absent', value: record },
    { put: subscriptions.key(world.id, webhook.id), expect: 'absent', value: webhook },
    { put: events.key(overlay, sortableInstant(Date.parse(testNow)), '00000000000'), expect: 'absent', value: event },
  ])
  const byNeed: Record<RequiredScope, string | undefined> = {
    accounts: world.developerToken,
    world: world.controlKey,
    worlds: organiserKey,
    partner: undefined,
    payment: undefined,
    funds: undefined,
    anyone: undefined,
  }
  const account = findAccount(await worldOf(sandbox, world), 'acc_0_current')
  const families = familiesOf(`${account?.sortCode}${account?.number}`)
  const made = new Map<Family, Made>()
  /** Consents that already have an order. */
  const used = new Set<string>()
  /** Orders that wait for a second director, by the operation that will decide them. */
  const pending = new Map<string, string>()

  let joined: Promise<Partner> | undefined
  const partner = () => {
    joined ??= enrol()
    return joined
  }
  async function enrol(): Promise<Partner> {
    const one = await join(
      { ...sandbox, world },
      { profile: 'obuk-fapi1-advanced', signing: 'optional', keys: await keys, scopes: [...partnerScopes] },
    )
    byNeed.partner = (await clientToken(one, partnerScopes.join(' '))).access_token
    return one
  }

  /** Creates what an operation of a family needs: a consent, and what follows it. */
  const ready: Kit['ready'] = async ({ operation, surface: { base } }) => {
    const { needs, path, upload } = operation
    if (path.includes('{OrderId}') || operation.id === 'TriggerEvent') {
      params.OrderId = pending.get(operation.id) ?? (await pendingOrder(paymentBankOf(sandbox, world), params.OrderId))
      pending.set(operation.id, params.OrderId)
    }
    if (path.includes('{OutageId}') && params.OutageId === noOutage) {
      const { status, body } = await sandbox.send(
        'POST',
        `/control/worlds/${world.id}/outages`,
        bodies.CreateOutage,
        world.controlKey,
      )
      if (status === 201) params.OutageId = body.id
    }
    const family = familyOf(families, operation)
    if (needs !== 'partner' && needs !== 'payment' && needs !== 'funds') return
    const one = await partner()
    Object.assign(params, await readySubscription(sandbox, byNeed.partner, base, operation))
    if (!family) return
    const kept = made.get(family)
    const before = kept && takesUnused(operation) && used.has(kept.consent) ? undefined : kept
    const consent = before?.consent ?? (await lodge(one, byNeed.partner, base, family))
    const isWhole = before?.isWhole ?? false
    if (!isWhole && !upload) await bring(one, byNeed.partner, base, family, consent)
    const isPaid = family.orderParameter !== undefined && path.includes(family.orderParameter)
    const token = before?.token ?? (needs !== 'partner' || isPaid ? await authorise(one, consent, family) : undefined)
    const paying = { consent, token, key: keyOf('post', consent) }
    const order = before?.order ?? (isPaid ? await place(one, base, family, paying) : undefined)
    if (order !== undefined) used.add(consent)
    made.set(family, { consent, isWhole: isWhole || !upload, token, order })
  }

  const known = (operation: Operation, name: string): string => {
    const family = familyOf(families, operation)
    const own = family && made.get(family)
    const value = name === 'ConsentId' ? own?.consent : name === family?.orderParameter ? own?.order : params[name]
    if (value === undefined) throw new Error(`test/support/operations/calls.ts knows no ${name}`)
    return value
  }
  const pathOf: Kit['pathOf'] = ({ surface, operation }) =>
    surface.base + operation.path.replaceAll(/{(\w+)}/g, (_, name) => known(operation, name))

  const tokenFor: Kit['tokenFor'] = ({ operation }) => {
    const family = familyOf(families, operation)
    const isAuthorised = operation.needs === 'payment' || operation.needs === 'funds'
    return isAuthorised && family ? made.get(family)?.token : byNeed[operation.needs]
  }

  return {
    sandbox,
    world,
    stranger,
    token: (need) => byNeed[need],
    tokenFor,
    familyOf({ id, operation }) {
      const family = familyOf(families, operation)
      if (!family) throw new Error(`test/support/operations/families.ts has none for ${id}`)
      return family
    },
    partner,
    ready,
    pathOf,
    async call(listed, but = {}) {
      const { operation } = listed
      await ready(listed)
      const family = familyOf(families, operation)
      const consent = (family && made.get(family)?.consent) ?? ''
      const token = 'token' in but ? but.token : tokenFor(listed)
      const isBodied = operation.body !== undefined || operation.upload !== undefined
      const own = uploads[operation.id]
      const plain = { ...bodies[operation.id], ...(operation.id === 'TriggerEvent' && { object: params.OrderId }) }
      const sent = isBodied
        ? (own?.text ??
          JSON.stringify(
            family
              ? bodyOf(family, operation, consent)
              : (subscriptionBodyOf(operation, params) ?? (operation.id in bodies ? plain : undefined)),
          ))
        : undefined
      if (isBodied && sent === undefined)
        throw new Error(`test/support/operations/calls.ts has no body for ${operation.id}`)
      const body = but.body ?? sent
      const query = `${queries[operation.id]?.(world) ?? ''}${but.query ?? ''}`.replace(/(?<=.)\?/, '&')
      const send = but.send ?? sandbox.request
      const response = await send(pathOf(listed) + query, {
        method: operation.method.toUpperCase(),
        headers: {
          ...(body !== undefined && { 'content-type': own?.media ?? operation.bodyMedia ?? 'application/json' }),
          ...(operation.isIdempotent && { 'x-idempotency-key': keyOf(operation.method, consent) }),
          ...but.headers,
        },
        ...(body !== undefined && { body }),
        ...(token !== undefined && { token }),
      })
      const text = await response.text()
      if (family && operation.method === 'delete' && response.ok) made.delete(family)
      if (response.ok && operation.id === 'DeleteOutage') params.OutageId = noOutage
      if (response.ok && !operation.isIdempotent) pending.delete(operation.id)
      if (response.ok && operation.needs === 'payment' && operation.method === 'post') used.add(consent)
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: /[/+]json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text || undefined,
      }
    },
  }
}

/**
 * Returns one idempotency key per purpose of a consent: a request that succeeds only once is then
 * replayed.
 */
const keyOf = (method: string, consent: string): string => `${consent} ${method}`.slice(0, 40)

/**
 * Returns whether an operation needs a consent without an order: a used consent can no longer be
 * asked about.
 */
const takesUnused = ({ method, path }: Operation): boolean => method === 'get' && path.endsWith('/funds-confirmation')

/** A consent that was created, whether it is complete, and its order. */
type Made = {
  readonly consent: string
  readonly isWhole: boolean
  readonly token: string | undefined
  readonly order: string | undefined
}

/**
 * Returns an order that a second director must approve, a new one each time. After the world has
 * gone it returns the previous id.
 */
export async function pendingOrder(bank: PaymentBank, before = 'pay_0'): Promise<string> {
  if (!(await findWorld(bank.sandbox.sandbox, bank.newWorld.id))) return before
  const name = `p${++placed}`
  const initiation = {
    InstructionIdentification: 'I1',
    EndToEndIdentification: 'E1',
    InstructedAmount: pounds('6000.00'),
    CreditorAccount: externalPayee,
  }
  return (await bank.place('acc_6_business', 'domestic-payment', initiation, { name, key: name })).id
}
let placed = 0
