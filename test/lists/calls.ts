import { importJWK, type JWK, SignJWT } from 'jose'
import type { NewWorld } from '#actions/worlds.ts'
import { type ProblemCode, problems } from '#bank/problem.ts'
import { digestOf } from '#bank/token.ts'
import type { Need } from '#edge/grant.ts'
import type { Operation, Surface } from '#edge/operation.ts'
import { consents, keyRings, partitionsOf } from '#store/kinds.ts'
import type { Item, Write } from '#store/store.ts'
import { surfaces } from '#surfaces'
import { type Json, type TestSandbox, testNow, testSandbox } from '#test/sandbox.ts'

const isSurface = (value: unknown): value is Surface =>
  typeof value === 'object' && value !== null && 'operations' in value

/** Every surface that is a list of operations, found where local.ts and infra/ find it. */
export const listed: Surface[] = (await Promise.all(surfaces.map(({ load }) => load())))
  .flatMap((module): unknown[] => Object.values(module))
  .filter(isSurface)

export type Listed = { readonly id: string; readonly operation: Operation; readonly surface: Surface }

/** Every operation of every surface. */
export const operations: Listed[] = listed.flatMap((surface) =>
  surface.operations.map((operation) => ({ id: operation.id, operation, surface })),
)

/** Bodies with which operations succeed. One that takes a body and has none here fails its test. */
const bodies: Record<string, object> = {
  CreateWorld: { seed: 1, size: 20 },
  SetClock: { rate: 2 },
  AdvanceClock: { days: 1 },
  CreateToken: { customer: 'cus_1' },
  CreatePartner: { name: 'A test of lists' },
  UpdatePartner: { name: 'Anew', redirectUris: ['https://app.example/callback'], scopes: ['accounts', 'payments'] },
  CreateSoftwareStatement: { algorithm: 'ES256' },
  SetRobot: { robot: 'approve, accounts=first' },
  CreateAccountAccessConsents: { Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} },
  PutEdits: { balances: [{ account: 'acc_0_current', at: '2026-11-24T09:00:00Z', balance: '12345.67' }] },
}

/** Paths of what a refusal finds wrong in one way, in whichever form the surface puts it. */
export const faultsOf = (body: Json, code: ProblemCode): string[] =>
  'errors' in body
    ? body.errors.filter((one: Json) => one.code === code).map((one: Json) => one.path)
    : (body.Errors ?? []).filter((one: Json) => one.ErrorCode === problems[code].standard).map((one: Json) => one.Path)

export type Answer = { status: number; headers: Headers; text: string; body: Json }

export type Kit = {
  readonly sandbox: TestSandbox
  readonly world: NewWorld
  readonly stranger: NewWorld
  /** What an operation asks of its caller, of this world. */
  token(need: Need): string | undefined
  /** Where an operation is, in this world. */
  pathOf(listed: Listed): string
  /** Performs an operation as it succeeds, but for what is said. */
  call(listed: Listed, but?: Changes): Promise<Answer>
}

export type Changes = {
  readonly token?: string | undefined
  readonly query?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

/**
 * What making a partner leaves in a world: its keys, the partner, its software. Made once and laid into each kit's world, for
 * keys take longer to make than all the rest of a kit.
 */
const left = await leftByPartner()

async function leftByPartner(): Promise<{ clientId: string; softwareId: string; items: Item[] }> {
  const { send, store, createWorld } = await testSandbox()
  const world = await createWorld()
  const { status, body } = await send('POST', '/control/partners', {}, world.controlKey)
  if (status !== 201) throw new Error(`the partner was refused: ${JSON.stringify(body)}`)
  const items = await store.list(partitionsOf(world.id, 0).at(-1) as string, { limit: 100 })
  return { ...body, items: items.filter(({ key }) => /^(keys$|partner|registration|software)/.test(key.path)) }
}

/** A token of the client credentials grant, as the authorization server of a world would sign it. */
async function partnerToken(world: NewWorld, baseUrl: string): Promise<string> {
  const keys = left.items.find(({ key }) => key.path === 'keys') as Item
  const { kid, jwk } = keyRings.read(keys).signing.find(({ alg }) => alg === 'ES256')!
  const now = Date.parse(testNow) / 1000
  return new SignJWT({ client_id: left.clientId, scope: 'accounts', epoch: 0, world_exp: now + 600 })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
    .setIssuer(`${baseUrl}/authorization/${world.id}`)
    .setAudience(`${baseUrl}/open-banking`)
    .setIssuedAt(now)
    .setExpirationTime(now + 600)
    .sign(await importJWK(jwk as JWK, 'ES256'))
}

const consentId = 'aac_1f2e3d4c5b6a7980'

/** What a partner did in a world: it is registered, and lodged a consent. */
const partnerIn = ({ id }: NewWorld): Write[] => [
  ...left.items.map(({ key, value }): Write => {
    return { put: { partition: `world/${id}`, path: key.path }, expect: 'absent', value }
  }),
  {
    put: consents.key(id, 0, consentId),
    expect: 'absent',
    value: {
      id: consentId,
      partner: left.clientId,
      permissions: ['ReadAccountsBasic'],
      createdAt: Date.parse(testNow),
      state: 'AWAU',
      stateAt: Date.parse(testNow),
      authorisations: 0,
      aliveFrom: 1,
    },
  },
]

const organiserKey = 'the-organiser-of-these-tests'

/** A sandbox that knows its organiser, with one world and a stranger's world beside it. */
export async function openKit(): Promise<Kit> {
  const sandbox = await testSandbox({ organiserDigest: digestOf(organiserKey) })
  const makeWorld = async (): Promise<NewWorld> => {
    const asked = { seed: 7, size: 30, now: testNow, rate: 0 }
    const { status, body } = await sandbox.send('POST', '/control/worlds', asked, organiserKey)
    if (status !== 201) throw new Error(`the world was refused: ${JSON.stringify(body)}`)
    return body
  }
  const [world, stranger] = [await makeWorld(), await makeWorld()]
  const { body } = await sandbox.send('GET', `/control/worlds/${world.id}/tokens`, undefined, world.controlKey)
  await sandbox.store.commit(partnerIn(world))
  const params: Record<string, string> = {
    PartnerId: left.clientId,
    SoftwareId: left.softwareId,
    ConsentId: consentId,
    WorldId: world.id,
    AccountId: 'acc_0_current',
    CustomerId: 'cus_0',
    StatementId: 'st_0_current_24321',
    TokenId: body.tokens[0].id,
  }
  const byNeed = {
    accounts: world.developerToken,
    partner: await partnerToken(world, sandbox.sandbox.baseUrl),
    world: world.controlKey,
    worlds: organiserKey,
    anyone: undefined,
  }

  const pathOf: Kit['pathOf'] = ({ surface, operation }) =>
    surface.base +
    operation.path.replaceAll(/{(\w+)}/g, (_, name) => {
      const value = params[name]
      if (value === undefined) throw new Error(`test/lists/calls.ts knows no ${name}`)
      return value
    })

  return {
    sandbox,
    world,
    stranger,
    token: (need) => byNeed[need],
    pathOf,
    async call(listed, but = {}) {
      const { operation } = listed
      const token = 'token' in but ? but.token : byNeed[operation.needs]
      const sent = operation.body && JSON.stringify(bodies[operation.id])
      if (operation.body && sent === undefined) throw new Error(`test/lists/calls.ts has no body for ${operation.id}`)
      const body = but.body ?? sent
      const response = await sandbox.request(pathOf(listed) + (but.query ?? ''), {
        method: operation.method.toUpperCase(),
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...but.headers },
        ...(body !== undefined && { body }),
        ...(token !== undefined && { token }),
      })
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text || undefined,
      }
    },
  }
}
