import { Duration, Validations } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { addFunction } from './function.ts'
import { tableActions } from './grants.ts'

/**
 * How often somebody looks for worlds that have something due. Worlds that are used need nobody to
 * look.
 */
const sweepsEvery = Duration.minutes(1)

/** It generates the histories of the accounts that pay. */
const memoryMegabytes = 1024

/** Each commit stays done, so what a timeout interrupts, the next sweep goes on with. */
export const wakerTimeout = Duration.minutes(5)

/**
 * The Lambda that moves on worlds that nobody touches: what is due in them is done by the same code
 * that requests run.
 */
export function addSweep(scope: Construct, { dist, table }: { dist: string; table: TableV2 }): Lambda {
  const waker = addFunction(scope, 'waker', {
    dist,
    bundle: 'worker',
    calls: 'wake',
    description: 'Sandbank: does what is due in worlds that nobody touches',
    memoryMegabytes: memoryMegabytes,
    timeout: wakerTimeout,
    environment: { SANDBANK_TABLE: table.tableName },
  })
  table.grants.actions(waker, ...tableActions.uses)
  // What one sweep could not do is still due in the next, a minute later: nothing is tried again
  // sooner, nothing is kept.
  const target = new LambdaFunction(waker, { retryAttempts: 0 })
  const rule = new Rule(scope, 'Sweep', {
    description: 'Sandbank: looks for worlds that have something due',
    schedule: Schedule.rate(sweepsEvery),
    targets: [target],
  })
  const reason = 'An event says nothing but that a minute has passed; the next one does what this one could not.'
  Validations.of(waker).acknowledge({ id: 'Serverless-LambdaDLQ', reason })
  Validations.of(rule).acknowledge({ id: 'Serverless-EventBusDLQ', reason })
  return waker
}
