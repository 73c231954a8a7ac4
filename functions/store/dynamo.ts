import { setTimeout } from 'node:timers/promises'
import {
  BatchGetItemCommand,
  type CancellationReason,
  ConditionalCheckFailedException,
  type ConsumedCapacity,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { isTransaction, type PreparedWrite, unitsOfRejectedCommit } from './capacity.ts'
import { buildAction, buildQuery } from './dynamo-expressions.ts'
import { type Attributes, attributesOf, itemUnlessExpired, keyOf, storedBytes } from './dynamo-items.ts'
import { Conflict, type Item, type Key, type Range, type Store } from './store.ts'
import { epochSecond } from './stored-item.ts'
import { checkKeys, parseRange, prepareCommit } from './validate.ts'

export { table } from './capacity.ts'

type DynamoOptions = {
  /** Name of a table shaped like `table`. */
  table: string
  /** Epoch milliseconds of real time, for expiry. */
  now: () => number
  /**
   * Returns a new random text of 1 to 36 characters: it makes a repeated transaction idempotent.
   */
  newToken: () => string
  /**
   * The client; its creator destroys it. Absent: the store makes one, with the region and the
   * credentials that the SDK finds.
   */
  client?: DynamoDBClient
  /** Pauses between attempts; tests do not pause. */
  wait?: (milliseconds: number) => Promise<void>
}

/** Pauses before the second and later attempts. Fixed, because chance must be injected. */
const pausesMilliseconds = [20, 60, 180]

/**
 * Opens the store of a DynamoDB table. Throws the errors of the port, and the SDK's own errors
 * where no caller can help. Units are those that DynamoDB reports; for failed commits, which it
 * does not report, they are computed.
 */
export function dynamoStore(options: DynamoOptions): Store {
  const { table: name, now, newToken, wait = (milliseconds) => setTimeout(milliseconds) } = options
  const client = options.client ?? createClient()
  const units = { read: 0, write: 0 }
  const charge = (kind: 'read' | 'write', consumed: ConsumedCapacity | undefined) => {
    units[kind] += consumed?.CapacityUnits ?? 0
  }
  const common = { TableName: name, ReturnConsumedCapacity: 'TOTAL' } as const

  async function fetchOne(key: Key): Promise<Attributes[]> {
    const answer = await client.send(new GetItemCommand({ ...common, Key: attributesOf(key), ConsistentRead: true }))
    charge('read', answer.ConsumedCapacity)
    return answer.Item ? [answer.Item] : []
  }

  async function fetchMany(keys: readonly Key[]): Promise<Attributes[]> {
    const found: Attributes[] = []
    let pending: Attributes[] = keys.map(attributesOf)
    for (const pause of [...pausesMilliseconds, undefined]) {
      const answer = await client.send(
        new BatchGetItemCommand({
          RequestItems: { [name]: { Keys: pending, ConsistentRead: true } },
          ReturnConsumedCapacity: 'TOTAL',
        }),
      )
      for (const consumed of answer.ConsumedCapacity ?? []) charge('read', consumed)
      found.push(...(answer.Responses?.[name] ?? []))
      pending = answer.UnprocessedKeys?.[name]?.Keys ?? []
      if (pending.length === 0) return found
      if (pause !== undefined) await wait(pause)
    }
    throw new Error(`DynamoDB left ${pending.length} of ${keys.length} keys unread`)
  }

  /** Sends a commit once. */
  async function send(drafts: readonly PreparedWrite[], token: string): Promise<void> {
    const second = epochSecond(now())
    const actions = drafts.map((draft) => buildAction(draft, name, second))
    const [action] = actions
    if (isTransaction(drafts)) {
      const answer = await client.send(
        new TransactWriteItemsCommand({
          TransactItems: actions,
          ClientRequestToken: token,
          ReturnConsumedCapacity: 'TOTAL',
        }),
      )
      // A repeat of a transaction that succeeded is charged as a read: DynamoDB only looks up the
      // token.
      for (const { CapacityUnits = 0, ReadCapacityUnits = 0 } of answer.ConsumedCapacity ?? []) {
        units.read += ReadCapacityUnits
        units.write += CapacityUnits - ReadCapacityUnits
      }
    } else if (action?.Put) {
      charge('write', (await client.send(new PutItemCommand({ ...common, ...action.Put }))).ConsumedCapacity)
    } else if (action?.Update) {
      charge('write', (await client.send(new UpdateItemCommand({ ...common, ...action.Update }))).ConsumedCapacity)
    } else if (action?.Delete) {
      charge('write', (await client.send(new DeleteItemCommand({ ...common, ...action.Delete }))).ConsumedCapacity)
    }
  }

  return {
    units,

    async get<const K extends readonly Key[]>(keys: K) {
      checkKeys(keys)
      const found = keys.length === 1 ? await fetchOne(keys[0]!) : await fetchMany(keys)
      const second = epochSecond(now())
      const byKey = new Map(found.map((attributes) => [JSON.stringify(keyOf(attributes)), attributes]))
      const items = keys.map(({ partition, path }) =>
        itemUnlessExpired(byKey.get(JSON.stringify({ partition, path })), second),
      )
      return items as { [I in keyof K]: Item | undefined }
    },

    async list(partition: string, range: Range) {
      const span = parseRange(partition, range)
      if (span === undefined) return []
      const query = buildQuery(partition, range)
      const items: Item[] = []
      let after = span.after === undefined ? undefined : attributesOf({ partition, path: span.after })
      do {
        const answer = await client.send(
          new QueryCommand({
            ...common,
            ...query,
            ConsistentRead: true,
            ScanIndexForward: !range.newestFirst,
            Limit: range.limit - items.length,
            ExclusiveStartKey: after,
          }),
        )
        charge('read', answer.ConsumedCapacity)
        const second = epochSecond(now())
        for (const attributes of answer.Items ?? []) {
          const living = itemUnlessExpired(attributes, second)
          if (living) items.push(living)
        }
        after = answer.LastEvaluatedKey
      } while (after !== undefined && items.length < range.limit)
      return items
    },

    async commit(writes) {
      const drafts = prepareCommit(writes)
      let token = newToken()
      for (const pause of [...pausesMilliseconds, undefined]) {
        try {
          return await send(drafts, token)
        } catch (error) {
          const rejection = readRejection(error)
          if (rejection.failed.length > 0) {
            units.write += unitsOfRejectedCommit(drafts, rejection.bytes).write
            if (isRepeat(error))
              throw new Error('a repeated write was rejected; its first attempt may have succeeded', { cause: error })
            throw buildConflict(drafts, rejection.failed, error)
          }
          if (rejection.contested.length === 0) throw error
          if (pause === undefined) throw buildConflict(drafts, rejection.contested, error)
          // A cancelled transaction is over, so the next attempt needs a new token. Retries of the
          // SDK keep the token.
          token = newToken()
          await wait(pause)
        }
      }
    },

    async close() {
      if (options.client === undefined) client.destroy()
    },
  }
}

function createClient(): DynamoDBClient {
  // An API Lambda has a few seconds in all: a clear failure is better than to wait on a dead
  // connection.
  return new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  })
}

type Rejection = { failed: number[]; contested: number[]; bytes: (number | undefined)[] }

/**
 * Reads which writes DynamoDB rejected: `failed` because an expectation failed, `contested` because
 * another transaction was writing the item.
 */
function readRejection(error: unknown): Rejection {
  let reasons: CancellationReason[] = []
  if (error instanceof TransactionCanceledException) reasons = error.CancellationReasons ?? []
  if (error instanceof ConditionalCheckFailedException) reasons = [{ Code: 'ConditionalCheckFailed', Item: error.Item }]
  if (error instanceof TransactionConflictException) reasons = [{ Code: 'TransactionConflict' }]
  const having = (code: string) => reasons.flatMap((reason, index) => (reason.Code === code ? [index] : []))
  return {
    failed: having('ConditionalCheckFailed'),
    contested: having('TransactionConflict'),
    bytes: reasons.map(({ Item }) => Item && storedBytes(Item)),
  }
}

function buildConflict(drafts: readonly PreparedWrite[], indexes: readonly number[], cause: unknown): Conflict {
  return new Conflict(
    indexes.map((index) => drafts[index]!.key),
    { cause },
  )
}

/**
 * Whether the SDK had sent this plain write before. The first attempt may have succeeded and only
 * its answer got lost, so `Conflict` ("nothing was written") could be wrong. Transactions have
 * tokens, which rule this out.
 */
function isRepeat(error: unknown): boolean {
  return error instanceof ConditionalCheckFailedException && (error.$metadata.attempts ?? 1) > 1
}
