import {
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  DynamoDBClient,
  PutItemCommand,
  type QueryCommandInput,
  ResourceNotFoundException,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { dynamoStore } from '#store/dynamo.ts'
import { changeFromStream } from '#store/dynamo-items.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Conflict, Write } from '#store/store.ts'
import { engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { storeContract } from './contract.ts'

const engine = await startEngine()
afterAll(() => engine?.stop())
const tableName = await engine?.createTable()

const start = Date.UTC(2030, 0, 1)
const now = () => start
let tokens = 0
const newToken = () => `token-${++tokens}`
let partitions = 0
const newPartition = () => `dynamo/${++partitions}`

type Request = {
  input: ServiceInputTypes
  command: string
  attempt: number
  send: () => Promise<{ output: ServiceOutputTypes }>
}

/**
 * The SDK's standard retries (it repeats all but the caller's own mistakes, three attempts in all)
 * without its pauses.
 */
const retriesWithoutPauses = (() => {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 })
  return {
    mode: 'standard',
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (last: { getRetryCount(): number }, { errorType }: { errorType: string }) => {
      if (errorType === 'CLIENT_ERROR' || last.getRetryCount() >= 2) throw new Error('no more attempts')
      return token(last.getRetryCount() + 1)
    },
    recordSuccess: () => {},
  }
})()

/**
 * A store whose requests, as the retrying SDK sends them, pass through `hand`: before, instead of
 * or after the engine.
 */
function storeThrough(hand: (request: Request) => Promise<unknown>) {
  const waits: number[] = []
  const sent: { command: string; token: string | undefined }[] = []
  const client = new DynamoDBClient({
    endpoint: engine!.endpoint,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    retryStrategy: retriesWithoutPauses,
  })
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = String(context.commandName)
      const attempt = sent.push({ command, token: (args.input as { ClientRequestToken?: string }).ClientRequestToken })
      const answer = await hand({ input: args.input, command, attempt, send: () => next(args) })
      return answer as Awaited<ReturnType<typeof next>>
    },
    { step: 'finalizeRequest', priority: 'low', name: 'hand' },
  )
  const wait = async (milliseconds: number) => void waits.push(milliseconds)
  return { store: dynamoStore({ table: tableName!, now, newToken, client, wait }), waits, sent }
}

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  })

/** An error that the SDK treats as a lost connection and retries. */
const lost = () => Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' })

const puts = (partition: string, ...paths: string[]): Write[] =>
  paths.map((path) => ({ put: { partition, path }, expect: 'anything', value: path }))

const title = `DynamoDB keeps the contract of the store${engine ? '' : ` (${engineAbsent})`}`

describe.skipIf(engine === undefined)(title, () => {
  storeContract(async ({ now }) => dynamoStore({ table: tableName!, now, newToken, client: engine!.client }))

  test('DynamoDB charges the units that SQLite counts, for any reads and writes', async () => {
    const cloud = dynamoStore({ table: tableName!, now, newToken, client: engine!.client })
    const laptop = sqliteStore({ now })
    const write = fc.record({
      path: fc.constantFrom('a', 'b', 'é', '😀'),
      verb: fc.constantFrom('put', 'put', 'delete', 'check'),
      belief: fc.constantFrom('absent', 'present', 'anything'),
      size: fc.nat({ max: 6000 }),
      expiresAt: fc.option(fc.integer({ min: 1, max: 2_000_000_000 }), { nil: undefined }),
    })
    const commits = fc.array(fc.uniqueArray(write, { minLength: 1, maxLength: 4, selector: ({ path }) => path }))
    await fc.assert(
      fc.asyncProperty(commits, fc.integer({ min: 1, max: 5 }), async (sequence, limit) => {
        const partition = newPartition()
        for (const steps of sequence) {
          const writes = steps.map(({ path, verb, belief: expect, size, expiresAt }) => {
            const key = { partition, path }
            if (verb !== 'put')
              return { [verb]: key, expect: verb === 'check' && expect === 'anything' ? 'present' : expect }
            return { put: key, expect, value: 'x'.repeat(size), ...(expiresAt !== undefined && { expiresAt }) }
          }) as Write[]
          const keys = writes.map((write) =>
            'put' in write ? write.put : 'delete' in write ? write.delete : write.check,
          )
          const outcomes = [cloud, laptop].map(async (store) => {
            const failed = await store.commit(writes).then(
              () => [],
              (error: Conflict) => error.failed,
            )
            return {
              failed,
              got: await store.get(keys),
              listed: await store.list(partition, { limit }),
              ...store.units,
            }
          })
          const [inCloud, onLaptop] = await Promise.all(outcomes)
          expect(inCloud).toEqual(onLaptop)
        }
      }),
      { numRuns: 40 },
    )
  })

  describe('a commit that conflicts with another transaction', () => {
    test('is retried with a new token each time until it succeeds', async () => {
      const { store, waits, sent } = storeThrough(async ({ attempt, send }) => {
        if (attempt <= 3) throw cancelled('None', 'TransactionConflict')
        return send()
      })
      const partition = newPartition()
      await store.commit(puts(partition, 'a', 'b'))
      expect(waits).toEqual([20, 60, 180])
      expect(new Set(sent.map(({ token }) => token)).size).toBe(4)
      expect(await store.list(partition, { limit: 9 })).toHaveLength(2)
    })

    test('is a conflict over the contested items after the last retry', async () => {
      const { store, waits, sent } = storeThrough(async () => {
        throw cancelled('None', 'TransactionConflict')
      })
      const partition = newPartition()
      await expect(store.commit(puts(partition, 'a', 'b'))).rejects.toMatchObject({
        name: 'Conflict',
        failed: [{ partition, path: 'b' }],
      })
      expect(waits).toEqual([20, 60, 180])
      expect(sent).toHaveLength(4)
    })

    test('is retried if it is a single write', async () => {
      const { store, sent } = storeThrough(async ({ attempt, send }) => {
        if (attempt === 1) throw new TransactionConflictException({ message: 'contested', $metadata: {} })
        return send()
      })
      const partition = newPartition()
      await store.commit(puts(partition, 'a'))
      expect(sent.map(({ command }) => command)).toEqual(['UpdateItemCommand', 'UpdateItemCommand'])
    })

    test('is a conflict at once if an expectation failed too', async () => {
      const { store, sent } = storeThrough(async () => {
        throw cancelled('TransactionConflict', 'ConditionalCheckFailed')
      })
      const partition = newPartition()
      await expect(store.commit(puts(partition, 'a', 'b'))).rejects.toMatchObject({ failed: [{ path: 'b' }] })
      expect(sent).toHaveLength(1)
    })

    test('keeps its token while its first request is in flight', async () => {
      const { store, sent } = storeThrough(async ({ attempt, send }) => {
        if (attempt === 1) throw new TransactionInProgressException({ message: 'underway', $metadata: {} })
        return send()
      })
      const partition = newPartition()
      await store.commit(puts(partition, 'a', 'b'))
      expect(sent).toHaveLength(2)
      expect(sent[0]?.token).toBe(sent[1]?.token)
      expect(await store.list(partition, { limit: 9 })).toHaveLength(2)
    })
  })

  test.each([
    { range: { from: 'b', to: 'd' }, inside: ['b', 'c'], outside: ['a', 'a\u0000'], newestFirst: false },
    { range: { from: 'b', to: 'd' }, inside: ['d', 'c'], outside: ['d\u0000', 'e'], newestFirst: true },
    { range: { from: 'b\u0000' }, inside: ['b\u0000'], outside: ['b'], newestFirst: false },
    { range: { prefix: 'b' }, inside: ['b', 'b/1'], outside: ['a'], newestFirst: false },
    { range: { prefix: 'b' }, inside: ['b/1'], outside: ['c'], newestFirst: true },
  ])(
    'a walk of $range (newest first: $newestFirst) starts at a key only inside it: DynamoDB refuses others',
    async (walk) => {
      const starts: unknown[] = []
      const { store } = storeThrough(({ input, send }) => {
        starts.push((input as QueryCommandInput).ExclusiveStartKey?.sk?.S)
        return send()
      })
      for (const after of [...walk.inside, ...walk.outside]) {
        await store.list(newPartition(), { ...walk.range, after, newestFirst: walk.newestFirst, limit: 9 })
      }
      expect(starts).toEqual([...walk.inside, ...walk.outside.map(() => undefined)])
    },
  )

  describe('a lost answer', () => {
    test('to a transaction is retried, and nothing is written twice', async () => {
      const { store, sent } = storeThrough(async ({ attempt, send }) => {
        const answer = await send()
        if (attempt === 1) throw lost()
        return answer
      })
      const partition = newPartition()
      await store.commit(puts(partition, 'a', 'b'))
      expect(sent).toHaveLength(2)
      expect((await store.list(partition, { limit: 9 })).map(({ version }) => version)).toEqual([1, 1])
    })

    test('to a single write is never a conflict, which could be with itself', async () => {
      const { store } = storeThrough(async ({ attempt, send }) => {
        const answer = await send()
        if (attempt === 1) throw lost()
        return answer
      })
      const key = { partition: newPartition(), path: 'a' }
      const commit = store.commit([{ put: key, expect: 'absent', value: 1 }])
      await expect(commit).rejects.toThrow('a repeated write was rejected; its first attempt may have succeeded')
      expect((await store.get([key]))[0]?.value).toBe(1)
    })
  })

  describe('errors that no caller can fix', () => {
    test.each([
      cancelled('None', 'ThrottlingError'),
      new TypeError('broken'),
      new ResourceNotFoundException({ message: 'no such table', $metadata: {} }),
    ])('%s passes through as it is', async (error) => {
      const { store } = storeThrough(async () => {
        throw error
      })
      const partition = newPartition()
      await expect(store.commit(puts(partition, 'a', 'b'))).rejects.toBe(error)
      await expect(store.get([{ partition, path: 'a' }])).rejects.toBe(error)
      await expect(store.list(partition, { limit: 1 })).rejects.toBe(error)
    })

    test('an item in an unknown form is not read', async () => {
      const partition = newPartition()
      await engine!.client.send(
        new PutItemCommand({ TableName: tableName!, Item: { pk: { S: partition }, sk: { S: 'a' }, body: { S: '1' } } }),
      )
      const store = dynamoStore({ table: tableName!, now, newToken, client: engine!.client })
      await expect(store.get([{ partition, path: 'a' }])).rejects.toThrow('stored item lacks the number attribute v')
    })
  })

  describe('keys that DynamoDB leaves unprocessed', () => {
    /** Answers the first key of each request and leaves the others, a given number of times. */
    const leaving = (times: number) =>
      storeThrough(async ({ input, command, attempt, send }) => {
        const keys = (input as BatchGetItemCommandInput).RequestItems?.[tableName!]?.Keys
        if (command !== 'BatchGetItemCommand' || keys === undefined || attempt > times) return send()
        const answer = await send()
        const [first, ...others] = keys
        const output = answer.output as BatchGetItemCommandOutput
        const found = output.Responses![tableName!]!.filter(({ sk }) => sk!.S === first!.sk!.S)
        return {
          ...answer,
          output: {
            ...output,
            Responses: { [tableName!]: found },
            UnprocessedKeys: { [tableName!]: { Keys: others } },
          },
        }
      })

    test('are requested again and returned in the requested order', async () => {
      const partition = newPartition()
      await dynamoStore({ table: tableName!, now, newToken, client: engine!.client }).commit(
        puts(partition, 'a', 'b', 'c'),
      )
      const { store, waits } = leaving(2)
      const items = await store.get(['c', 'a', 'b'].map((path) => ({ partition, path })))
      expect(items.map((item) => item?.value)).toEqual(['c', 'a', 'b'])
      expect(waits).toEqual([20, 60])
    })

    test('are an error after the last retry, and never reported as absent', async () => {
      const partition = newPartition()
      const { store, waits } = leaving(9)
      const keys = ['a', 'b', 'c', 'd', 'e', 'f'].map((path) => ({ partition, path }))
      await expect(store.get(keys)).rejects.toThrow('left 2 of 6 keys unread')
      expect(waits).toEqual([20, 60, 180])
    })
  })
})

describe('a record of the stream', () => {
  const keys = { pk: { S: 'world/1' }, sk: { S: 'consent/1' } }
  const key = { partition: 'world/1', path: 'consent/1' }
  const image = { ...keys, v: { N: '2' }, body: { S: '{"status":"AUTH"}' }, ttl: { N: '1900000000' } }

  test.each(['INSERT', 'MODIFY'] as const)('%s is a change to the new value', (eventName) => {
    const change = changeFromStream({ eventName, dynamodb: { Keys: keys, NewImage: image } })
    expect(change).toEqual({ key, value: { status: 'AUTH' } })
  })

  test('REMOVE is a change without a value', () => {
    expect(changeFromStream({ eventName: 'REMOVE', dynamodb: { Keys: keys } })).toEqual({ key })
  })

  test('REMOVE by expiry is no change: the item was absent before', () => {
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
    expect(changeFromStream({ eventName: 'REMOVE', userIdentity, dynamodb: { Keys: keys } })).toBeUndefined()
  })

  test('a record of another table is rejected', () => {
    expect(() => changeFromStream({ eventName: 'INSERT', dynamodb: { Keys: { id: { S: '1' } } } })).toThrow(
      'lacks the string attribute pk',
    )
    expect(() => changeFromStream({ eventName: 'INSERT', dynamodb: { Keys: keys } })).toThrow(
      'lacks the string attribute body',
    )
  })
})
