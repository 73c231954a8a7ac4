import { Duration, Validations } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { addFunction } from './function.ts'
import { tableActions } from './grants.ts'

/** How often the sweep runs. Worlds with requests do not need it: each request catches up. */
const sweepsEvery = Duration.minutes(1)

/** The sweep generates the histories of the accounts that pay. */
const memoryMegabytes = 1024

/** Commits stay, so the next sweep continues what a timeout interrupts. */
export const wakerTimeout = Duration.minutes(5)

/** Adds the Lambda that runs the due items of worlds without requests, and its schedule. */
export function addSweep(
  scope: Construct,
  { dist, table }: { dist: string; table: TableV2 },
): { waker: Lambda; sweep: Rule } {
  const waker = addFunction(scope, 'waker', {
    dist,
    bundle: 'worker',
    calls: 'wake',
    description: 'Sandbank: runs the due items of worlds without requests',
    memoryMegabytes: memoryMegabytes,
    timeout: wakerTimeout,
    environment: { SANDBANK_TABLE: table.tableName },
  })
  table.grants.actions(waker, ...tableActions.uses)
  // No retries: the next sweep, a minute later, runs what is still due.
  const target = new LambdaFunction(waker, { retryAttempts: 0 })
  const sweep = new Rule(scope, 'Sweep', {
    description: 'Sandbank: runs the due items of worlds without requests',
    schedule: Schedule.rate(sweepsEvery),
    targets: [target],
  })
  const reason = 'The event carries no data: the next one, a minute later, does the same work.'
  Validations.of(waker).acknowledge({ id: 'Serverless-LambdaDLQ', reason })
  Validations.of(sweep).acknowledge({ id: 'Serverless-EventBusDLQ', reason })
  return { waker, sweep }
}
