import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { DynamoDBRecord, AttributeValue as StreamedValue } from 'aws-lambda'
import { itemBytes, table } from './capacity.ts'
import type { Change, Item, Key } from './store.ts'
import { buildItem } from './stored-item.ts'

/** An item as DynamoDB stores it. */
export type Attributes = Record<string, AttributeValue>

/**
 * Converts a record of the table's stream to a change. Returns undefined for an expiry: readers had
 * not seen that item before, and no commit removed it. Throws `TypeError` for a record of another
 * table.
 */
export function changeFromStream({ dynamodb, eventName, userIdentity }: DynamoDBRecord): Change | undefined {
  if (userIdentity?.principalId === 'dynamodb.amazonaws.com') return undefined
  const key = keyOf(dynamodb?.Keys)
  if (eventName === 'REMOVE') return { key }
  const body = text(dynamodb?.NewImage, table.body)
  // Parsed on demand: a damaged record must not stop the stream.
  return {
    key,
    get value() {
      return JSON.parse(body)
    },
  }
}

/** Returns the key attributes of an item. */
export function attributesOf({ partition, path }: Key): Attributes {
  return { [table.partitionKey]: { S: partition }, [table.sortKey]: { S: path } }
}

type Stored = Record<string, AttributeValue | StreamedValue> | undefined

function text(attributes: Stored, name: string): string {
  const value = attributes?.[name]?.S
  if (value === undefined) throw new TypeError(`stored item lacks the string attribute ${name}`)
  return value
}

function number(attributes: Stored, name: string): number | undefined {
  const value = attributes?.[name]?.N
  return value === undefined ? undefined : Number(value)
}

/** Returns the key of an item. Throws `TypeError` if the attributes have no key. */
export function keyOf(attributes: Stored): Key {
  return { partition: text(attributes, table.partitionKey), path: text(attributes, table.sortKey) }
}

function versionOf(attributes: Stored): number {
  const version = number(attributes, table.version)
  if (version === undefined) throw new TypeError(`stored item lacks the number attribute ${table.version}`)
  return version
}

/** Returns the item of some attributes; undefined if absent, or expired by `second` (epoch). */
export function itemUnlessExpired(attributes: Attributes | undefined, second: number): Item | undefined {
  if (attributes === undefined) return undefined
  const expiresAt = number(attributes, table.ttl)
  if (expiresAt !== undefined && expiresAt <= second) return undefined
  return buildItem(keyOf(attributes), versionOf(attributes), text(attributes, table.body), expiresAt)
}

/** Returns the bytes of an item, by DynamoDB's rules. */
export function storedBytes(attributes: Attributes): number {
  const body = text(attributes, table.body)
  return itemBytes(keyOf(attributes), versionOf(attributes), body, number(attributes, table.ttl))
}
