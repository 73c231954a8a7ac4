import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { DynamoDBRecord, AttributeValue as StreamedValue } from 'aws-lambda'
import { itemBytes, table } from './capacity.ts'
import type { Change, Item, Key } from './store.ts'
import { buildItem } from './stored-item.ts'

/** An item as DynamoDB holds it. */
export type Attributes = Record<string, AttributeValue>

/**
 * The change a record of the table's stream tells. `undefined` for the record of an expiry: that
 * item was absent to all readers before, and no commit removed it. Throws `TypeError` when the
 * record is not of our table.
 */
export function changeFromStream({ dynamodb, eventName, userIdentity }: DynamoDBRecord): Change | undefined {
  if (userIdentity?.principalId === 'dynamodb.amazonaws.com') return undefined
  const key = keyOf(dynamodb?.Keys)
  if (eventName === 'REMOVE') return { key }
  const value: unknown = JSON.parse(text(dynamodb?.NewImage, table.body))
  return { key, value }
}

/** An item's key as DynamoDB takes it. */
export function attributesOf({ partition, path }: Key): Attributes {
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

/** Throws `TypeError` where the attributes are of no item of ours. */
export function keyOf(attributes: Stored): Key {
  return { partition: text(attributes, table.partitionKey), path: text(attributes, table.sortKey) }
}

function versionOf(attributes: Stored): number {
  const version = number(attributes, table.version)
  if (version === undefined) throw new TypeError('stored item has no version')
  return version
}

/**
 * The item of some attributes, or undefined where there are none or it has expired by that second.
 */
export function itemUnlessExpired(attributes: Attributes | undefined, second: number): Item | undefined {
  if (attributes === undefined) return undefined
  const expiresAt = number(attributes, table.ttl)
  if (expiresAt !== undefined && expiresAt <= second) return undefined
  return buildItem(keyOf(attributes), versionOf(attributes), text(attributes, table.body), expiresAt)
}

/** What an item takes, by DynamoDB's count. */
export function storedBytes(attributes: Attributes): number {
  const body = text(attributes, table.body)
  return itemBytes(keyOf(attributes), versionOf(attributes), body, number(attributes, table.ttl))
}
