import { ArnFormat, Duration, Stack } from 'aws-cdk-lib'
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { Alarm, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Operation, type TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { wakerTimeout } from './waker.ts'
import { workerTimeout } from './worker.ts'

type Watched = {
  table: TableV2
  stage: HttpStage
  answering: readonly Lambda[]
  later: Lambda
  sweeping: Lambda
  failed: Queue
}

/** When somebody should look: `metric` at or above `from` in each of the last `periods`. */
type Watch = {
  readonly name: string
  readonly why: string
  readonly metric: IMetric
  readonly from: number
  readonly periods?: number
}

const period = Duration.minutes(5)
const sum = { statistic: Stats.SUM, period }

/** The benchmark that UK banks are measured by: an open-banking answer within 750 ms. */
const slowMs = 750

/** Operations of functions/store/dynamo.ts, as DynamoDB counts them. */
const operations = [
  Operation.GET_ITEM,
  Operation.BATCH_GET_ITEM,
  Operation.QUERY,
  Operation.PUT_ITEM,
  Operation.UPDATE_ITEM,
  Operation.DELETE_ITEM,
  Operation.TRANSACT_WRITE_ITEMS,
]

/** Everything that is watched, as a list. */
function listWatches({ table, stage, answering, later, sweeping, failed }: Watched): Watch[] {
  return [
    { name: 'Api5xx', why: 'callers are answered with 5xx', metric: stage.metricServerError(sum), from: 5 },
    ...[...answering, later, sweeping].flatMap((fn): Watch[] => {
      const name = fn.node.scope!.node.id
      return [
        { name: `${name}-errors`, why: `the ${name} Lambda failed`, metric: fn.metricErrors(sum), from: 1 },
        {
          name: `${name}-throttles`,
          why: `the ${name} Lambda was not let run`,
          metric: fn.metricThrottles(sum),
          from: 1,
        },
      ]
    }),
    ...answering.map((fn): Watch => {
      const name = fn.node.scope!.node.id
      const metric = fn.metricDuration({ statistic: Stats.p(99), period })
      return {
        name: `${name}-duration`,
        why: `one in a hundred ${name} answers takes ${slowMs} ms`,
        metric,
        from: slowMs,
        periods: 3,
      }
    }),
    ...[
      { fn: later, timeout: workerTimeout },
      { fn: sweeping, timeout: wakerTimeout },
    ].map(({ fn, timeout }): Watch => {
      const name = fn.node.scope!.node.id
      return {
        name: `${name}-duration`,
        why: `the ${name} is close to its timeout`,
        metric: fn.metricDuration({ statistic: Stats.p(99), period }),
        from: timeout.toMilliseconds() * 0.8,
      }
    }),
    {
      name: 'worker-behind',
      why: 'changes wait for the worker; the stream forgets them after a day',
      metric: later.metric('IteratorAge', { statistic: Stats.MAXIMUM, period }),
      from: Duration.minutes(15).toMilliseconds(),
    },
    {
      name: 'worker-gave-up',
      why: 'a change could not be handled: what a deleted world left behind may still be there',
      metric: failed.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period }),
      from: 1,
    },
    {
      name: 'table-reads-throttled',
      why: 'DynamoDB turns reads away',
      metric: table.metric('ReadThrottleEvents', sum),
      from: 1,
    },
    {
      name: 'table-writes-throttled',
      why: 'DynamoDB turns writes away',
      metric: table.metric('WriteThrottleEvents', sum),
      from: 1,
    },
    {
      name: 'table-errors',
      why: 'DynamoDB itself fails',
      metric: table.metricSystemErrorsForOperations({ ...sum, operations }),
      from: 1,
    },
  ]
}

/** Alarms over everything, and the topic they all speak to. */
export function addAlarms(scope: Construct, watched: Watched): Topic {
  const topic = new Topic(scope, 'Alarms', { enforceSSL: true })
  // A topic with a policy of its own (enforceSSL writes one) listens only to whom that policy
  // names.
  const account = Stack.of(scope).account
  topic.grantPublish(
    new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: {
          'aws:SourceArn': Stack.of(scope).formatArn({
            service: 'cloudwatch',
            resource: 'alarm',
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  )
  for (const { name, why, metric, from, periods = 1 } of listWatches(watched)) {
    const alarm = new Alarm(scope, `Alarm-${name}`, {
      alarmDescription: `Sandbank: ${why}`,
      metric,
      threshold: from,
      evaluationPeriods: periods,
      // Nobody called, nothing failed.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(topic))
  }
  return topic
}
