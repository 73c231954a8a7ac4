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
import { delivererTimeout } from './deliverer.ts'
import { wakerTimeout } from './waker.ts'
import { workerTimeout } from './worker.ts'

type Watched = {
  table: TableV2
  stage: HttpStage
  answering: readonly Lambda[]
  later: Lambda
  sweeping: Lambda
  delivering: Lambda
  failed: Queue
}

/** An alarm: `metric` at or above `from` in each of the last `periods`. */
type Watch = {
  readonly name: string
  readonly why: string
  readonly metric: IMetric
  readonly from: number
  readonly periods?: number
}

const period = Duration.minutes(5)
const sum = { statistic: Stats.SUM, period }

/** The benchmark for UK banks: an open-banking answer within 750 ms. */
const slowMs = 750

/** The DynamoDB operations of functions/store/dynamo.ts. */
const operations = [
  Operation.GET_ITEM,
  Operation.BATCH_GET_ITEM,
  Operation.QUERY,
  Operation.PUT_ITEM,
  Operation.UPDATE_ITEM,
  Operation.DELETE_ITEM,
  Operation.TRANSACT_WRITE_ITEMS,
]

/** Lists all alarms. */
function listWatches({ table, stage, answering, later, sweeping, delivering, failed }: Watched): Watch[] {
  return [
    { name: 'Api5xx', why: 'callers get 5xx answers', metric: stage.metricServerError(sum), from: 5 },
    ...[...answering, later, sweeping, delivering].flatMap((fn): Watch[] => {
      const name = fn.node.scope!.node.id
      return [
        { name: `${name}-errors`, why: `the ${name} Lambda failed`, metric: fn.metricErrors(sum), from: 1 },
        {
          name: `${name}-throttles`,
          why: `the ${name} Lambda was throttled`,
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
        why: `1 % of the ${name} answers take ${slowMs} ms or more`,
        metric,
        from: slowMs,
        periods: 3,
      }
    }),
    ...[
      { fn: later, timeout: workerTimeout },
      { fn: sweeping, timeout: wakerTimeout },
      { fn: delivering, timeout: delivererTimeout },
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
      why: 'changes wait for the worker; the stream drops them after a day',
      metric: later.metric('IteratorAge', { statistic: Stats.MAXIMUM, period }),
      from: Duration.minutes(15).toMilliseconds(),
    },
    {
      name: 'worker-gave-up',
      why: 'a change failed: items of a deleted world may remain',
      metric: failed.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period }),
      from: 1,
    },
    {
      name: 'table-reads-throttled',
      why: 'DynamoDB throttles reads',
      metric: table.metric('ReadThrottleEvents', sum),
      from: 1,
    },
    {
      name: 'table-writes-throttled',
      why: 'DynamoDB throttles writes',
      metric: table.metric('WriteThrottleEvents', sum),
      from: 1,
    },
    {
      name: 'table-errors',
      why: 'DynamoDB returns system errors',
      metric: table.metricSystemErrorsForOperations({ ...sum, operations }),
      from: 1,
    },
  ]
}

/** Adds all alarms, and the topic that they notify. */
export function addAlarms(scope: Construct, watched: Watched): Topic {
  const topic = new Topic(scope, 'Alarms', { enforceSSL: true })
  // enforceSSL writes a policy, and a topic with a policy accepts only the publishers that it
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
      // Without requests nothing fails.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(topic))
  }
  return topic
}
