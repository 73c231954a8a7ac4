import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { table } from '#store/capacity.ts'

/**
 * The most units per second, which limits the cost. Reads: far above the throttle of the API
 * (infra/api.ts), 500 pages of 3 units. Writes: four busy partitions, so that others can write
 * while the worker empties one at full speed.
 */
const mostUnits = { maxReadRequestUnits: 4_000, maxWriteRequestUnits: 4_000 }

/** Adds the table. Its attribute names come from the store. */
export function addTable(scope: Construct): TableV2 {
  return new TableV2(scope, 'Table', {
    partitionKey: { name: table.partitionKey, type: AttributeType.STRING },
    sortKey: { name: table.sortKey, type: AttributeType.STRING },
    billing: Billing.onDemand(mostUnits),
    timeToLiveAttribute: table.ttl,
    dynamoStream: StreamViewType[table.stream],
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    // The AWS-managed key for DynamoDB: CloudTrail logs its uses, and it cannot be deleted. A
    // customer-managed key would add grants and the risk of deletion, to protect synthetic people
    // and digests of random secrets.
    encryption: TableEncryptionV2.awsManagedKey(),
    // A failed deployment or `cdk destroy` must not delete the worlds of a running hackathon.
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  })
}
