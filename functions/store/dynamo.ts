import { setTimeout } from 'node:timers/promises'
import {
  type AttributeValue,
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
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { DynamoDBRecord, AttributeValue as StreamedValue } from 'aws-lambda'
import { type Change, Conflict, type Expectation, type Item, type Key, type Range, type Store } from './store.ts'
import {
  admitCommit,
  admitKeys,
  admitRange,
  type Draft,
  epochSecond,
  isTransaction,
  item,
  itemBytes,
  nextVersion,
  refusedUnits,
  table,
} from './units.ts'

export { table } from './units.ts'

export type DynamoOptions = {
  /** Name of a table shaped like `table`. */
  table: string
  /** Epoch milliseconds of real time; only expiry asks. */
  now: () => number
  /** A new random text of 1 to 36 characters: what makes a repeated transaction harmless. */
  newToken: () => string
  /** Absent: one of our own, with region and credentials from where the SDK finds them. Whoever made it destroys it. */
  client?: DynamoDBClient
  /** How to pause between attempts; tests do not. */
  wait?: (milliseconds: number) => Promise<void>
}

/** Pauses before the second and later attempts. Fixed, not random: chance is injected here or absent. */
const pausesMilliseconds = [20, 60, 180]

type Attributes = Record<string, AttributeValue>

/**
 * The store in a DynamoDB table. Throws what the port says, and the SDK's own errors for what no caller can mend.
 * Units are what DynamoDB says it charged; for refused commits, which it says nothing about, our own count.
 */
export function dynamoStore(options: DynamoOptions): Store {
  const { table: name, now, newToken, wait = (milliseconds) => setTimeout(milliseconds) } = options
  const client = options.client ?? ownClient()
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

  /** One attempt at a commit. */
  async function send(drafts: readonly Draft[], token: string): Promise<void> {
    const second = epochSecond(now())
    const actions = drafts.map((draft) => actionOf(draft, name, second))
    const [action] = actions
    if (isTransaction(drafts)) {
      const answer = await client.send(
        new TransactWriteItemsCommand({
          TransactItems: actions,
          ClientRequestToken: token,
          ReturnConsumedCapacity: 'TOTAL',
        }),
      )
      // A repeat of what had already succeeded is charged as a read: DynamoDB only looks the token up.
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
      admitKeys(keys)
      const found = keys.length === 1 ? await fetchOne(keys[0]!) : await fetchMany(keys)
      const second = epochSecond(now())
      const byKey = new Map(found.map((attributes) => [JSON.stringify(keyOf(attributes)), attributes]))
      const items = keys.map(({ partition, path }) =>
        livingItem(byKey.get(JSON.stringify({ partition, path })), second),
      )
      return items as { [I in keyof K]: Item | undefined }
    },

    async list(partition: string, range: Range) {
      const span = admitRange(partition, range)
      if (span === undefined) return []
      const query = queryOf(partition, range)
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
          const living = livingItem(attributes, second)
          if (living) items.push(living)
        }
        after = answer.LastEvaluatedKey
      } while (after !== undefined && items.length < range.limit)
      return items
    },

    async commit(writes) {
      const drafts = admitCommit(writes)
      let token = newToken()
      for (const pause of [...pausesMilliseconds, undefined]) {
        try {
          return await send(drafts, token)
        } catch (error) {
          const refusal = refusalOf(error)
          if (refusal.failed.length > 0) {
            units.write += refusedUnits(drafts, refusal.bytes).write
            if (isRepeat(error)) throw new Error('a repeated write was refused, perhaps by itself', { cause: error })
            throw conflict(drafts, refusal.failed, error)
          }
          if (refusal.contested.length === 0) throw error
          if (pause === undefined) throw conflict(drafts, refusal.contested, error)
          // A cancelled transaction is over, so the next one needs its own token. What the SDK repeats keeps the token.
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

/**
 * The change a record of the table's stream tells. `undefined` for the record of an expiry: that item was absent to all
 * readers before, and no commit removed it. Throws `TypeError` when the record is not of our table.
 */
export function changeFromStream({ dynamodb, eventName, userIdentity }: DynamoDBRecord): Change | undefined {
  if (userIdentity?.principalId === 'dynamodb.amazonaws.com') return undefined
  const key = keyOf(dynamodb?.Keys)
  if (eventName === 'REMOVE') return { key }
  const value: unknown = JSON.parse(text(dynamodb?.NewImage, table.body))
  return { key, value }
}

function ownClient(): DynamoDBClient {
  // An API Lambda has a few seconds in all: better one clear failure than a caller that waits on a dead connection.
  return new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  })
}

function attributesOf({ partition, path }: Key): Attributes {
  return { [table.partitionKey]: { S: partition }, [table.sortKey]: { S: path } }
}

type Stored = Record<string, AttributeValue | StreamedValue> | undefined

function text(attributes: Stored, name: string): string {
  const value = attributes?.[name]?.S
  if (value === undefined) throw new TypeError(`stored item has no text ${name}`)
  return value
}

function number(attributes: Stored, name: string): number | undefined {
  const value = attributes?.[name]?.N
  return value === undefined ? undefined : Number(value)
}

function keyOf(attributes: Stored): Key {
  return { partition: text(attributes, table.partitionKey), path: text(attributes, table.sortKey) }
}

function versionOf(attributes: Stored): number {
  const version = number(attributes, table.version)
  if (version === undefined) throw new TypeError('stored item has no version')
  return version
}

function livingItem(attributes: Attributes | undefined, second: number): Item | undefined {
  if (attributes === undefined) return undefined
  const expiresAt = number(attributes, table.ttl)
  if (expiresAt !== undefined && expiresAt <= second) return undefined
  return item(keyOf(attributes), versionOf(attributes), text(attributes, table.body), expiresAt)
}

/** One write as an action of a transaction; its parts are also those of the plain commands. */
function actionOf({ verb, key, expect, body = '', expiresAt }: Draft, name: string, second: number): TransactWriteItem {
  const belief = conditionOf(expect, second)
  const target = { TableName: name, ...belief }
  if (verb === 'check') {
    return { ConditionCheck: { ...target, Key: attributesOf(key), ConditionExpression: belief.ConditionExpression } }
  }
  if (verb === 'delete') return { Delete: { ...target, Key: attributesOf(key) } }
  const ttl: Attributes = expiresAt === undefined ? {} : { [table.ttl]: { N: String(expiresAt) } }
  if (expect === 'absent' || typeof expect === 'object') {
    const version = { [table.version]: { N: String(nextVersion(expect)) } }
    return { Put: { ...target, Item: { ...attributesOf(key), ...version, [table.body]: { S: body }, ...ttl } } }
  }
  // Only DynamoDB knows the version this put replaces, so it must count. An item has no other attributes: all is replaced.
  const setTtl = expiresAt === undefined ? ' REMOVE #ttl' : ', #ttl = :ttl'
  return {
    Update: {
      ...target,
      Key: attributesOf(key),
      UpdateExpression: `SET #body = :body, #v = if_not_exists(#v, :zero) + :one${setTtl}`,
      ExpressionAttributeNames: {
        ...belief.ExpressionAttributeNames,
        '#body': table.body,
        '#v': table.version,
        '#ttl': table.ttl,
      },
      ExpressionAttributeValues: {
        ...belief.ExpressionAttributeValues,
        ':body': { S: body },
        ':zero': { N: '0' },
        ':one': { N: '1' },
        ...(expiresAt !== undefined && { ':ttl': { N: String(expiresAt) } }),
      },
    },
  }
}

type Condition = {
  ConditionExpression: string | undefined
  /** The item that refuses tells its size, which a refusal is charged by. */
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD'
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Attributes
}

/** The expectation as DynamoDB checks it. The expiry is part of it, because DynamoDB removes expired items days later. */
function conditionOf(expect: Expectation, second: number): Condition {
  if (expect === 'anything') return { ConditionExpression: undefined }
  const living = '(attribute_not_exists(#ttl) OR #ttl > :now)'
  const now = { ':now': { N: String(second) } }
  if (typeof expect === 'object') {
    return {
      ConditionExpression: `#v = :version AND ${living}`,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ExpressionAttributeNames: { '#v': table.version, '#ttl': table.ttl },
      ExpressionAttributeValues: { ...now, ':version': { N: String(expect.version) } },
    }
  }
  return {
    ConditionExpression:
      expect === 'absent' ? 'attribute_not_exists(#pk) OR #ttl <= :now' : `attribute_exists(#pk) AND ${living}`,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ExpressionAttributeNames: { '#pk': table.partitionKey, '#ttl': table.ttl },
    ExpressionAttributeValues: now,
  }
}

/** The key condition of a range, without `after`, which is where the first page starts. */
function queryOf(partition: string, { prefix, from, to }: Range) {
  let condition = '#pk = :pk'
  // DynamoDB takes no empty key values; an empty prefix or lower bound means all paths.
  if (prefix) condition += ' AND begins_with(#sk, :prefix)'
  else if (from && to) condition += ' AND #sk BETWEEN :from AND :to'
  else if (from) condition += ' AND #sk >= :from'
  else if (to) condition += ' AND #sk <= :to'
  const bounds = Object.entries({ prefix, from, to }).flatMap(([name, S]) => (S ? [[`:${name}`, { S }]] : []))
  return {
    KeyConditionExpression: condition,
    ExpressionAttributeNames: {
      '#pk': table.partitionKey,
      ...(bounds.length > 0 && { '#sk': table.sortKey }),
    },
    ExpressionAttributeValues: { ':pk': { S: partition }, ...Object.fromEntries(bounds) },
  }
}

type Refusal = { failed: number[]; contested: number[]; bytes: (number | undefined)[] }

/** Which writes DynamoDB refused: because an expectation failed, or because another transaction had the item in hand. */
function refusalOf(error: unknown): Refusal {
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

function storedBytes(attributes: Attributes): number {
  const body = text(attributes, table.body)
  return itemBytes(keyOf(attributes), versionOf(attributes), body, number(attributes, table.ttl))
}

function conflict(drafts: readonly Draft[], indexes: readonly number[], cause: unknown): Conflict {
  return new Conflict(
    indexes.map((index) => drafts[index]!.key),
    { cause },
  )
}

/**
 * Whether the SDK had sent this plain write before, perhaps with success and only the answer lost. Then the refusal may be
 * its own echo, and `Conflict` ("nothing was written") could be a lie. Transactions have tokens and no such doubt.
 */
function isRepeat(error: unknown): boolean {
  return error instanceof ConditionalCheckFailedException && (error.$metadata.attempts ?? 1) > 1
}
