import { Duration, Validations } from 'aws-cdk-lib'
import type { ITable, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { Rule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { FilterCriteria, FilterRule, type Function as Lambda, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { Construct } from 'constructs'
import { table as names } from '#store/capacity.ts'
import { addFunction } from './function.ts'
import { tableActions } from './grants.ts'

/** It catches worlds up before it reads their events. */
const memoryMegabytes = 1024

/** A batch to a slow receiver takes half a minute. */
export const delivererTimeout = Duration.minutes(5)

/** The beginnings of the paths whose changes it hears of. */
const paths = ['event/', 'timed/', 'resend/', 'subscription/']

/** Adds the Lambda that sends events to subscriptions: by the table's stream, and by the sweep. */
export function addDeliverer(
  scope: Construct,
  { dist, table, sweep, baseUrl }: { dist: string; table: TableV2; sweep: Rule; baseUrl: string },
): Lambda {
  const deliverer = addFunction(scope, 'deliverer', {
    dist,
    bundle: 'worker',
    calls: 'deliver',
    description: 'Sandbank: sends events to webhooks and partners',
    memoryMegabytes,
    timeout: delivererTimeout,
    environment: { SANDBANK_TABLE: table.tableName, SANDBANK_BASE_URL: baseUrl },
  })
  table.grants.actions(deliverer, ...tableActions.uses)
  const key = (path: string) => ({ Keys: { [names.sortKey]: { S: FilterRule.beginsWith(path) } } })
  deliverer.addEventSource(
    // Our compiler's exactOptionalPropertyTypes does not accept a TableV2 as an ITable.
    new DynamoEventSource(table as ITable, {
      startingPosition: StartingPosition.LATEST,
      batchSize: 100,
      // Worlds do not wait for each other's receivers.
      parallelizationFactor: 10,
      bisectBatchOnError: true,
      // What fails is marked for the sweep; this is for a store that takes no marks.
      retryAttempts: 10,
      filters: paths.map((path) => FilterCriteria.filter({ dynamodb: key(path) })),
    }),
  )
  sweep.addTarget(new LambdaFunction(deliverer, { retryAttempts: 0 }))
  const reason = 'The cursor of a subscription stays at what was not delivered: the next call continues there.'
  Validations.of(deliverer).acknowledge(
    { id: 'Serverless-LambdaDLQ', reason },
    { id: 'Serverless-LambdaEventSourceMappingDestination', reason },
  )
  return deliverer
}
