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

/** The worker mostly waits for DynamoDB. */
const memoryMegabytes = 512

/**
 * Enough to delete 150,000 items: a partition takes 1,000 write units per second, and a small item
 * costs two. The next attempt finishes what a timeout interrupts.
 */
export const workerTimeout = Duration.minutes(5)

/** Adds the Lambda that reads the table's stream, and the queue of changes that failed. */
export function addWorker(
  scope: Construct,
  { dist, table }: { dist: string; table: TableV2 },
): { later: Lambda; failed: Queue } {
  const later = addFunction(scope, 'worker', {
    dist,
    description: 'Sandbank: deletes the items of deleted worlds',
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
    // Our compiler's exactOptionalPropertyTypes does not accept a TableV2 as an ITable.
    new DynamoEventSource(table as ITable, {
      // Begins at the oldest record, so that no deletion during the first deployment is lost.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 10,
      // Halves a failing batch until the bad record is alone and goes to the queue.
      bisectBatchOnError: true,
      retryAttempts: 5,
      onFailure: new SqsDlq(failed),
      // Only changes of the directory report deleted worlds. A removal there is the worker's own
      // last step.
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
    reason: 'The stream calls it, and failed changes go to the queue of the event source mapping.',
  })
  const last = 'This is the queue of failed changes; an alarm reports the first one.'
  Validations.of(failed).acknowledge(
    { id: 'AwsSolutions-SQS3', reason: last },
    { id: 'Serverless-SQSRedrivePolicy', reason: last },
  )
  return { later, failed }
}
