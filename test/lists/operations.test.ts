import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Kit, type Listed, listed, openKit, operations } from '#test/support/operations/calls.ts'
import { rejectionOf, tokenFor } from '#test/support/sandbox.ts'

let kit: Kit
const open = async () => {
  kit = await openKit()
}
/** Each test has a sandbox of its own. */
const withOwnKit = () => beforeEach(open)
/** The tests share a sandbox: their calls are rejected, or only read. */
const withSharedKit = () => beforeAll(open)

const needing = (...needs: string[]) => operations.filter(({ operation }) => needs.includes(operation.needs))

describe('the lists', () => {
  test('cover the surfaces that partners build on', () => {
    expect(listed.map(({ name }) => name)).toEqual(['open-banking', 'discovery', 'control'])
  })

  test('have unique names and a unique path and method for every operation', () => {
    const ids = operations.map(({ id }) => id)
    const places = operations.map(({ operation, surface }) => `${operation.method} ${surface.base}${operation.path}`)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(places).size).toBe(places.length)
  })

  test('describe every operation in one line', () => {
    for (const { operation } of operations) expect(operation.summary).toMatch(/^[A-Z].{5,90}[^.]$/)
  })

  test('declare exactly the parameters of each path', () => {
    for (const { id, operation } of operations) {
      const named = [...operation.path.matchAll(/{(\w+)}/g)].map(([, name]) => name)
      expect(Object.keys(operation.params?.shape ?? {}), id).toEqual(named)
    }
  })
})

describe('every operation succeeds with its declared status, and its answer fits its schema', () => {
  withOwnKit()
  test.each(operations)('$id', async (one) => {
    const { returns } = one.operation
    const answer = await kit.call(one)
    expect(answer.status, answer.text).toBe(returns.status)
    if ('media' in returns) expect(returns.media).toContain(answer.headers.get('content-type')?.split(';')[0])
    else if ('schema' in returns) expect(returns.schema.safeParse(answer.body).error).toBeUndefined()
    else expect(answer.text).toBe('')
    expect(kit.sandbox.logged).toEqual([])
  })
})

describe('an operation that needs a token', () => {
  withSharedKit()
  const guarded = needing('accounts', 'world', 'worlds', 'partner', 'payment', 'funds')

  test.each(guarded)('$id is 401 without a token, and the answer asks for one', async (one) => {
    const answer = await kit.call(one, { token: undefined })
    expect(rejectionOf(answer)).toBe('401 token-missing')
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  })

  test.each(guarded)('$id is 401 with a token that was never issued', async (one) => {
    const { world } = kit
    await kit.ready(one)
    const real = [world.developerToken, world.controlKey, kit.tokenFor(one) ?? '']
    const forged = real.map((token) => `${token.slice(0, -4)}zzzz`)
    const own = kit.tokenFor(one)?.slice(0, 4)
    for (const token of ['nonsense', ...forged.filter((token) => token.startsWith(own as string))]) {
      const answer = await kit.call(one, { token })
      expect(rejectionOf(answer)).toBe('401 token-invalid')
      expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
    }
  })

  test.each(needing('accounts'))('$id is 403 with a control key', async (one) => {
    expect(rejectionOf(await kit.call(one, { token: kit.world.controlKey }))).toBe('403 grant-insufficient')
  })

  test.each(needing('world'))('$id is 403 with a developer token', async (one) => {
    expect(rejectionOf(await kit.call(one, { token: kit.world.developerToken }))).toBe('403 grant-insufficient')
  })

  const ofPartners = needing('partner', 'payment', 'funds')
  test.each(ofPartners)('$id is 403 with a control key', async (one) => {
    expect(rejectionOf(await kit.call(one, { token: kit.world.controlKey }))).toBe('403 grant-insufficient')
  })

  const isOfMoney = ({ operation: { needs, scope = 'accounts' } }: Listed) =>
    needs !== 'partner' || (scope !== 'accounts' && scope !== 'any')
  test.each(ofPartners.filter((one) => !isOfMoney(one)))('$id is 403 with a developer token', async (one) => {
    expect(rejectionOf(await kit.call(one, { token: kit.world.developerToken }))).toBe('403 grant-insufficient')
  })

  const namesOne = ({ operation: { needs, path } }: Listed) => needs !== 'partner' || path.includes('{')
  test.each(ofPartners.filter((one) => isOfMoney(one) && namesOne(one)))(
    "$id is 403 with a developer token on a partner's own resource, and writes nothing",
    async (one) => {
      await kit.ready(one)
      const before = kit.sandbox.store.units.write
      expect(rejectionOf(await kit.call(one, { token: kit.world.developerToken }))).toBe('403 consent-foreign')
      expect(kit.sandbox.store.units.write).toBe(before)
    },
  )

  test.each(needing('world'))("$id is 403 with a partner's token", async (one) => {
    await kit.partner()
    expect(rejectionOf(await kit.call(one, { token: kit.token('partner') }))).toBe('403 grant-insufficient')
  })

  test.each(needing('worlds'))('$id is 401 with any token of a world: it needs the organiser key', async (one) => {
    for (const token of [kit.world.controlKey, kit.world.developerToken])
      expect(rejectionOf(await kit.call(one, { token }))).toBe('401 token-invalid')
  })

  test.each(needing('world', 'accounts', 'partner', 'payment', 'funds'))(
    '$id is 401 with the organiser key, which gives no access to worlds',
    async (one) => {
      expect(rejectionOf(await kit.call(one, { token: kit.token('worlds') }))).toBe('401 token-invalid')
    },
  )

  const namesWorld = ({ operation }: { operation: { path: string } }) => operation.path.includes('{WorldId}')

  test.each(needing('world').filter(namesWorld))(
    "$id is 403 with another world's control key, and writes nothing",
    async (one) => {
      await kit.ready(one)
      const before = kit.sandbox.store.units.write
      const answer = await kit.call(one, { token: kit.stranger.controlKey })
      expect(rejectionOf(answer)).toBe('403 world-foreign')
      expect(answer.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope"')
      expect(kit.sandbox.store.units.write).toBe(before)
    },
  )

  test.each(needing('world').filter((one) => !namesWorld(one)))(
    "$id with another world's control key acts on that world only",
    async (one) => {
      const touched = kit.sandbox.changes.length
      const answer = await kit.call(one, { token: kit.stranger.controlKey })
      expect(answer.status).toBe(one.operation.params ? 404 : one.operation.returns.status)
      const partitions = kit.sandbox.changes.slice(touched).map(({ key }) => key.partition)
      expect(partitions.filter((partition) => partition.startsWith(`world/${kit.world.id}`))).toEqual([])
    },
  )
})

describe('a token that has ended', () => {
  withOwnKit()

  test.each(needing('world', 'accounts', 'partner', 'payment', 'funds'))(
    'of a deleted world: $id is 401',
    async (one) => {
      const { world, sandbox } = kit
      await kit.ready(one)
      await sandbox.send('DELETE', `/control/worlds/${world.id}`, undefined, world.controlKey)
      expect(rejectionOf(await kit.call(one))).toBe('401 token-invalid')
    },
  )

  test.each(needing('accounts'))('by revocation: $id is 401', async (one) => {
    const { world, sandbox } = kit
    const path = `/control/worlds/${world.id}/tokens`
    const { tokens } = (await sandbox.send('GET', path, undefined, world.controlKey)).body
    await sandbox.send('DELETE', `${path}/${tokens[0].id}`, undefined, world.controlKey)
    expect(rejectionOf(await kit.call(one))).toBe('401 token-invalid')
  })
})

describe('an operation that needs no token', () => {
  withSharedKit()
  test.each(needing('anyone'))('$id succeeds with any token', async (one) => {
    expect((await kit.call(one, { token: 'nonsense' })).status).toBe(200)
  })

  test('only reads a public catalogue or the status feed', () => {
    expect(needing('anyone').map(({ id }) => id)).toEqual([
      'GetStatus',
      'GetOutages',
      'ListEventKinds',
      'ListPersonas',
      'GetEditsSchema',
      'ListRobots',
      'ListScenarios',
      'ListTriggers',
    ])
  })
})

describe("another customer's developer token", () => {
  withOwnKit()
  test.each(needing('accounts'))('shows nothing of this customer by $id', async (one) => {
    const answer = await kit.call(one, { token: await tokenFor(kit.sandbox, kit.world, 'cus_1') })
    if (one.operation.params) return expect(rejectionOf(answer)).toBe('400 account-not-found')
    expect(answer.status).toBe(200)
    const isEmpty = Object.values(answer.body.Data).some((list) => Array.isArray(list) && list.length === 0)
    if (!isEmpty) expect(answer.text).toMatch(/"(acc|cus)_1["_]/)
    expect(answer.text).not.toMatch(/(acc|cus)_(?!1["_])/)
  })

  test.each(needing('accounts'))('of another world with the same seed shows that world by $id', async (one) => {
    const { sandbox, world, stranger } = kit
    const to = { days: 30 }
    await sandbox.send('POST', `/control/worlds/${world.id}/clock/advance`, to, world.controlKey)
    const here = await kit.call(one)
    const there = await kit.call(one, { token: stranger.developerToken })
    expect([here.status, there.status]).toEqual([200, 200])
    if (/balances|transactions/i.test(one.id)) expect(there.text).not.toBe(here.text)
  })
})

describe('an unknown query parameter is rejected by name', () => {
  withSharedKit()
  test.each(operations)('by $id', async (one) => {
    await kit.ready(one)
    const before = kit.sandbox.store.units.write
    const answer = await kit.call(one, { query: '?colour=red' })
    expect(rejectionOf(answer)).toBe('400 field-unexpected')
    expect(answer.text).toContain('query colour: is not a known field here')
    expect(kit.sandbox.store.units.write).toBe(before)
  })
})

describe('an unknown field of a body is rejected by name', () => {
  withSharedKit()
  const isList = ({ operation }: Listed) => operation.body !== undefined && !('shape' in operation.body)
  test.each(operations.filter((one) => one.operation.body && !isList(one)))('by $id', async (one) => {
    const answer = await kit.call(one, { body: '{"colour":"red"}' })
    expect(answer.status).toBe(400)
    const named = {
      details: { code: 'field-unexpected', path: 'colour' },
      standard: { ErrorCode: 'U005', Path: 'colour' },
    }
    expect(answer.body.errors ?? answer.body.Errors).toContainEqual(
      expect.objectContaining(named[one.surface.errorForm]),
    )
  })
})

describe('a list entry that is not an object', () => {
  withSharedKit()
  const lists = operations.filter(({ operation }) => operation.body && !('shape' in operation.body))
  test.each(lists)('is rejected with its position by $id', async (one) => {
    const answer = await kit.call(one, { body: '["red"]' })
    expect(answer.body.Errors).toContainEqual(expect.objectContaining({ ErrorCode: 'U002', Path: '0' }))
  })
})

describe('the cost of an operation', () => {
  withOwnKit()
  test.each(needing('accounts'))('$id reads at most 3 units and writes none', async (one) => {
    const before = { ...kit.sandbox.store.units }
    await kit.call(one)
    const { read, write } = kit.sandbox.store.units
    expect(read - before.read).toBeLessThanOrEqual(3)
    expect(write - before.write).toBe(0)
  })

  test.each(operations.filter(({ operation }) => operation.method === 'get'))('$id writes nothing', async (one) => {
    await kit.ready(one)
    const before = kit.sandbox.store.units.write
    await kit.call(one)
    expect(kit.sandbox.store.units.write).toBe(before)
  })
})
