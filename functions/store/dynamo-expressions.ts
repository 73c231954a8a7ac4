import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { type PreparedWrite, table } from './capacity.ts'
import { type Attributes, attributesOf } from './dynamo-items.ts'
import type { Expectation, Range } from './store.ts'
import { nextVersion } from './stored-item.ts'

/** Builds the transaction action of a write; the plain commands use its parts. */
export function buildAction(
  { verb, key, expect, body = '', expiresAt }: PreparedWrite,
  name: string,
  second: number,
): TransactWriteItem {
  const condition = buildCondition(expect, second)
  const target = { TableName: name, ...condition }
  if (verb === 'check') {
    return { ConditionCheck: { ...target, Key: attributesOf(key), ConditionExpression: condition.ConditionExpression } }
  }
  if (verb === 'delete') return { Delete: { ...target, Key: attributesOf(key) } }
  const ttl: Attributes = expiresAt === undefined ? {} : { [table.ttl]: { N: String(expiresAt) } }
  if (expect === 'absent' || typeof expect === 'object') {
    const version = { [table.version]: { N: String(nextVersion(expect)) } }
    return { Put: { ...target, Item: { ...attributesOf(key), ...version, [table.body]: { S: body }, ...ttl } } }
  }
  // Only DynamoDB knows the version that this put replaces, so DynamoDB must increment it. The
  // update sets every attribute, so it replaces the whole item.
  const setTtl = expiresAt === undefined ? ' REMOVE #ttl' : ', #ttl = :ttl'
  return {
    Update: {
      ...target,
      Key: attributesOf(key),
      UpdateExpression: `SET #body = :body, #v = if_not_exists(#v, :zero) + :one${setTtl}`,
      ExpressionAttributeNames: {
        ...condition.ExpressionAttributeNames,
        '#body': table.body,
        '#v': table.version,
        '#ttl': table.ttl,
      },
      ExpressionAttributeValues: {
        ...condition.ExpressionAttributeValues,
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
  /** Returns the item that fails the condition: a failed commit is charged by its size. */
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD'
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Attributes
}

/**
 * Builds the condition of an expectation. It includes the expiry: DynamoDB removes expired items
 * only days later.
 */
function buildCondition(expect: Expectation, second: number): Condition {
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

/**
 * Builds the key condition of a range. `after` is not part of it: it is the exclusive start key.
 */
export function buildQuery(partition: string, { prefix, from, to }: Range) {
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
