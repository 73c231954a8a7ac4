import type { NewWorld } from '#actions/worlds.ts'
import { digestOf } from '#bank/token.ts'
import type { Need } from '#edge/grant.ts'
import type { Operation, Surface } from '#edge/operation.ts'
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
  PutEdits: { balances: [{ account: 'acc_0_current', at: '2026-11-24T09:00:00Z', balance: '12345.67' }] },
}

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
  const params: Record<string, string> = {
    WorldId: world.id,
    AccountId: 'acc_0_current',
    CustomerId: 'cus_0',
    StatementId: 'st_0_current_24321',
    TokenId: body.tokens[0].id,
  }
  const byNeed = { accounts: world.developerToken, world: world.controlKey, worlds: organiserKey, anyone: undefined }

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
