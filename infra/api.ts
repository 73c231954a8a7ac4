import { RemovalPolicy, Validations } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { logRetention } from './function.ts'

/**
 * Requests per second of all callers. 500 pages of at most 3 read units are half of what one
 * DynamoDB partition can read, so one busy world cannot exhaust its partition. The burst is two
 * seconds of that, for teams that start together.
 */
const throttle = { rateLimit: 500, burstLimit: 1_000 }

/** One log line per request. It has no headers, because they carry tokens. */
const accessLog = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  error: '$context.integrationErrorMessage',
}

/** Adds an HTTP API with one stage. Surfaces add their routes. */
export function addHttpApi(scope: Construct): { api: HttpApi; stage: HttpStage } {
  const api = new HttpApi(scope, 'Api', { description: 'Sandbank', createDefaultStage: false })
  const stage = new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle,
    accessLogSettings: {
      destination: new LogGroupLogDestination(
        new LogGroup(scope, 'AccessLog', { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY }),
      ),
      format: AccessLogFormat.custom(JSON.stringify(accessLog)),
    },
  })
  Validations.of(api).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason:
      'Sandbank admits callers by its own tokens, which name a world (functions/edge/grant.ts); pages are public.',
  })
  return { api, stage }
}
