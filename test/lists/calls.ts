import type { NewWorld } from '#actions/worlds.ts'
import { digestOf } from '#bank/token.ts'
import type { Need } from '#edge/grant.ts'
import type { Operation, Surface } from '#edge/operation.ts'
import { partitionsOf } from '#store/kinds.ts'
import type { Item, Write } from '#store/store.ts'
import { surfaces } from '#surfaces'
import { clientToken, join, lodge, newKeys, type Partner, stopClock } from '#test/partners.ts'
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

export type Answer = { status: number; headers: Headers; text: string; body: Json }

export type Kit = {
  readonly sandbox: TestSandbox
  readonly world: NewWorld
  readonly stranger: NewWorld
  /** What an operation asks of its caller, of this world. A partner's is there once one is ready. */
  token(need: Need): string | undefined
  /** A partner of this world. Its tokens are bound to nothing, so that they are sent like all others. */
  partner(): Promise<Partner>
  /** Sees to it that there is what an operation needs: for a partner's own, the partner and a consent of its. */
  ready(listed: Listed): Promise<void>
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

const organiserKey = 'the-organiser-of-these-tests'

/** Making keys takes a while, and a test that begins anew need not. */
const keys = newKeys('PS256')
const left = await leftByPartner()

/** What making a partner in one call leaves in a world: its keys, the partner, its software. Laid into each kit's world. */
async function leftByPartner(): Promise<{ clientId: string; softwareId: string; items: Item[] }> {
  const { send, store, createWorld } = await testSandbox()
  const world = await createWorld()
  const { status, body } = await send('POST', '/control/partners', {}, world.controlKey)
  if (status !== 201) throw new Error(`the partner was refused: ${JSON.stringify(body)}`)
  const items = await store.list(partitionsOf(world.id, 0).at(-1) as string, { limit: 100 })
  return { ...body, items: items.filter(({ key }) => /^(keys$|partner|registration|software)/.test(key.path)) }
}

/** A sandbox that knows its organiser, with one world and a stranger's world beside it. */
export async function openKit(): Promise<Kit> {
  // The authorization server reads the real time by itself: it must be the sandbox's.
  stopClock()
  const sandbox = await testSandbox({ organiserDigest: digestOf(organiserKey) })
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
  const params: Record<string, string> = {
    WorldId: world.id,
    PartnerId: left.clientId,
    SoftwareId: left.softwareId,
    AccountId: 'acc_0_current',
    CustomerId: 'cus_0',
    StatementId: 'st_0_current_24321',
    TokenId: body.tokens[0].id,
  }
  const byNeed: Record<Need, string | undefined> = {
    accounts: world.developerToken,
    world: world.controlKey,
    worlds: organiserKey,
    partner: undefined,
    anyone: undefined,
  }

  let joined: Promise<Partner> | undefined
  const partner = () => {
    joined ??= enrol()
    return joined
  }
  async function enrol(): Promise<Partner> {
    const asked = { profile: 'obuk-fapi1-advanced', signing: 'optional', keys: await keys } as const
    const made = await join({ ...sandbox, world }, asked)
    byNeed.partner = (await clientToken(made)).access_token
    params.ConsentId = await lodge(made, {}, byNeed.partner)
    return made
  }
  const ready: Kit['ready'] = async ({ operation }) => {
    if (operation.needs === 'partner') await partner()
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
    partner,
    ready,
    pathOf,
    async call(listed, but = {}) {
      const { operation } = listed
      await ready(listed)
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
