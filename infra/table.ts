import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { table } from '#store/capacity.ts'

/**
 * A ceiling on what a runaway team can spend in a second. Reads: far above what the API lets
 * through (infra/api.ts), 500 pages of 3 units. Writes: four busy partitions, so that the worker,
 * emptying one at full speed, leaves room for the others.
 */
const mostUnits = { maxReadRequestUnits: 4_000, maxWriteRequestUnits: 4_000 }

/** The one table. Its names come from the store, which is the only one to read and write it. */
export function addTable(scope: Construct): TableV2 {
  return new TableV2(scope, 'Table', {
    partitionKey: { name: table.partitionKey, type: AttributeType.STRING },
    sortKey: { name: table.sortKey, type: AttributeType.STRING },
    billing: Billing.onDemand(mostUnits),
    timeToLiveAttribute: table.ttl,
    dynamoStream: StreamViewType[table.stream],
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    // The account's own key for DynamoDB: each use is in CloudTrail, and nobody can delete it and
    // all worlds with it. A key of ours would add grants and that risk, to protect people who do
    // not exist and digests of random secrets.
    encryption: TableEncryptionV2.awsManagedKey(),
    // A deployment that goes wrong, or `cdk destroy`, leaves the worlds of a running hackathon
    // where they are.
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  })
}
