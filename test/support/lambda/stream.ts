import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { table as names } from '#store/capacity.ts'
import { partitionsOf, worldDirectory } from '#store/records.ts'
import type { Engine } from '#test/support/dynamodb-engine.ts'

type Where = { client: Engine['client']; table: string }

/** Returns the stream record of the last write to a world's directory entry. */
export async function recordOf({ client, table }: Where, worldId: string, eventName: 'INSERT' | 'MODIFY') {
  const { partition, path } = worldDirectory.key(worldId)
  const Keys = { [names.partitionKey]: { S: partition }, [names.sortKey]: { S: path } }
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: Keys, ConsistentRead: true }))
  return {
    eventID: 'c4ca4238a0b923820dcc509a6f75849b',
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-west-2',
    dynamodb: {
      ApproximateCreationDateTime: 1_795_512_600,
      Keys,
      NewImage: Item,
      SequenceNumber: '4421584500000000017450439091',
      SizeBytes: 26,
      StreamViewType: names.stream,
    },
    eventSourceARN: `arn:aws:dynamodb:eu-west-2:123456789012:table/${table}/stream/2026-11-24T00:00:00.000`,
  }
}

/**
 * Returns the sort keys of all remaining records of a world before its first reset, including its
 * directory entry.
 */
export async function leftOf({ client, table }: Where, worldId: string): Promise<string[]> {
  const entry = worldDirectory.key(worldId)
  const left: string[] = []
  for (const partition of [...partitionsOf(worldId, 0), entry.partition]) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': names.partitionKey },
        ExpressionAttributeValues: { ':pk': { S: partition } },
      }),
    )
    const paths = Items.map((item) => item[names.sortKey]?.S ?? '')
    left.push(...paths.filter((path) => partition !== entry.partition || path === entry.path))
  }
  return left
}
