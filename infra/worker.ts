import { Duration, Validations } from 'aws-cdk-lib'
import type { ITable, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { FilterCriteria, FilterRule, type Function as Lambda, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { table as names } from '#store/capacity.ts'
import { worldDirectory } from '#store/records.ts'
import { addFunction } from './function.ts'
import { tableActions } from './grants.ts'

/** It waits for DynamoDB more than it computes. */
const memoryMegabytes = 512

/**
 * A partition takes 1,000 write units a second and a small item's removal costs two, so this
 * removes 150,000 items. What a timeout interrupts, the next attempt finishes.
 */
export const workerTimeout = Duration.minutes(5)

/** The Lambda behind the table's stream, and where changes go that it could not handle. */
export function addWorker(
  scope: Construct,
  { dist, table }: { dist: string; table: TableV2 },
): { later: Lambda; failed: Queue } {
  const later = addFunction(scope, 'worker', {
    dist,
    description: 'Sandbank: removes what deleted worlds left behind',
    memoryMegabytes,
    timeout: workerTimeout,
    environment: { SANDBANK_TABLE: table.tableName },
  })
  table.grants.actions(later, ...tableActions.purges)

  const failed = new Queue(scope, 'FailedChanges', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  })
  later.addEventSource(
    // A TableV2 is an ITable in all but CDK's own optional properties, which our compiler reads
    // more strictly.
    new DynamoEventSource(table as ITable, {
      // From the first record that is still there: a deletion during the first deployment is not
      // lost.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 10,
      // A batch that fails is halved until the one bad record stands alone, which then goes to the
      // queue.
      bisectBatchOnError: true,
      retryAttempts: 5,
      onFailure: new SqsDlq(failed),
      // Only the directory says that a world is gone. A removal there is the worker's own last
      // step.
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.or('INSERT', 'MODIFY'),
          dynamodb: { Keys: { [names.partitionKey]: { S: FilterRule.isEqual(worldDirectory.key('').partition) } } },
        }),
      ],
    }),
  )

  Validations.of(later).acknowledge({
    id: 'Serverless-LambdaDLQ',
    reason: 'The stream calls it, and what it cannot handle goes to the queue of the event source mapping.',
  })
  const last = 'It is itself where failed changes end; an alarm calls a person as soon as one is in it.'
  Validations.of(failed).acknowledge(
    { id: 'AwsSolutions-SQS3', reason: last },
    { id: 'Serverless-SQSRedrivePolicy', reason: last },
  )
  return { later, failed }
}
