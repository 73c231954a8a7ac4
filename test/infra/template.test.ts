import type { Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catchUpBudgetMs } from '#cloud'
import { table } from '#store/capacity.ts'
import { worldDirectory } from '#store/records.ts'
import { surfaces } from '#surfaces'
import { type Synthesized, workshop } from '#test/support/lambda/synthesized.ts'

let shop: Awaited<ReturnType<typeof workshop>>
let made: Synthesized

beforeAll(async () => {
  shop = await workshop()
  shop.newApp().synth()
  made = await shop.template()
})

afterAll(() => shop.close())

const names = [...surfaces.map(({ name }) => name), 'worker', 'waker', 'deliverer']

describe('the table', () => {
  test('has the keys, billing, expiry and stream that the store knows', () => {
    expect(made.one('AWS::DynamoDB::GlobalTable').Properties).toMatchObject({
      KeySchema: [
        { AttributeName: table.partitionKey, KeyType: 'HASH' },
        { AttributeName: table.sortKey, KeyType: 'RANGE' },
      ],
      BillingMode: table.billing,
      TimeToLiveSpecification: { AttributeName: table.ttl, Enabled: true },
      StreamSpecification: { StreamViewType: table.stream },
    })
  })

  test('survives a bad write, a bad deployment and its own stack', () => {
    const { DeletionPolicy, Properties } = made.one('AWS::DynamoDB::GlobalTable')
    expect(DeletionPolicy).toBe('Retain')
    expect(Properties.Replicas).toEqual([
      expect.objectContaining({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    ])
  })

  test("is encrypted with the account's own key", () => {
    expect(made.one('AWS::DynamoDB::GlobalTable').Properties.SSESpecification).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
    })
  })
})

describe('the permissions of Lambdas', () => {
  const itself = (name: string) => ({
    [`${name.replaceAll('-', '')}Log.Arn`]: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    '*': ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  })
  const reads = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']
  const writes = ['ConditionCheckItem', 'DeleteItem', 'PutItem', 'UpdateItem'].map((action) => `dynamodb:${action}`)

  test.each(['open-banking', 'authorization', 'control', 'console', 'waker'])(
    'the %s Lambda may read and write the table and nothing else',
    (name) => {
      expect(made.rightsOf(name)).toEqual({ ...itself(name), 'Table.Arn': [...reads, ...writes].sort() })
    },
  )

  test('the deliverer may read and write the table, and read its stream', () => {
    expect(made.rightsOf('deliverer')).toEqual({
      ...itself('deliverer'),
      'Table.Arn': [...reads, ...writes].sort(),
      'Table.StreamArn': ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
        (a) => `dynamodb:${a}`,
      ),
    })
  })

  test('the site Lambda may not touch the table', () => {
    expect(made.rightsOf('site')).toEqual(itself('site'))
  })

  test('the worker may only empty partitions, read the stream and report failures', () => {
    expect(made.rightsOf('worker')).toEqual({
      ...itself('worker'),
      'Table.Arn': ['dynamodb:DeleteItem', 'dynamodb:Query'],
      'Table.StreamArn': ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
        (a) => `dynamodb:${a}`,
      ),
      'FailedChanges.Arn': ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'],
    })
  })

  test('no role has a policy managed by AWS', () => {
    const roles = made.all('AWS::IAM::Role')
    expect(roles).toHaveLength(names.length)
    for (const role of roles) expect(role.ManagedPolicyArns).toBeUndefined()
  })
})

describe('Lambdas', () => {
  test('are all arm64 on Node 24, with traces and logs in JSON', () => {
    const lambdas = made.all('AWS::Lambda::Function')
    expect(lambdas).toHaveLength(names.length)
    for (const lambda of lambdas) {
      expect(lambda).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      })
    }
  })

  test('have exactly the settings they read', () => {
    const base = { SANDBANK_BASE_URL: 'Api.ApiEndpoint' }
    const kept = { SANDBANK_TABLE: 'Table' }
    const organiser = { SANDBANK_ORGANISER_DIGEST: 'OrganiserDigest', SANDBANK_WORLDS: 'MostWorlds' }
    const cors = { SANDBANK_CORS: 'CorsOrigins' }
    expect(Object.fromEntries(names.map((name) => [name, made.settingsOf(name)]))).toEqual({
      'open-banking': { ...base, ...kept, ...cors },
      authorization: { ...base, ...kept },
      control: { ...base, ...kept, ...organiser, ...cors },
      console: { ...base, ...kept, ...organiser },
      site: base,
      worker: kept,
      waker: kept,
      deliverer: { ...base, ...kept },
    })
  })

  test('may have any number of worlds, unless the deployment sets a limit', () => {
    const { Default, AllowedPattern } = made.template.Parameters.MostWorlds!
    expect(Default).toBe('0')
    const allowed = new RegExp(AllowedPattern as string)
    expect(['0', '1', '50', '999999'].filter((text) => !allowed.test(text))).toEqual([])
    expect(['', '-1', '01', '1000000', '5 '].filter((text) => allowed.test(text))).toEqual([])
  })

  test('cannot be deployed without a digest of the organiser key', () => {
    const { Default, AllowedPattern, NoEcho } = made.template.Parameters.OrganiserDigest!
    expect([Default, NoEcho]).toEqual([undefined, true])
    const allowed = new RegExp(AllowedPattern as string)
    expect('a'.repeat(64)).toMatch(allowed)
    for (const other of ['', 'hackathon', 'A'.repeat(64), 'a'.repeat(65)]) expect(other).not.toMatch(allowed)
  })
})

test('the origins of browser apps are none by default, and exact', () => {
  const { Default, AllowedPattern } = made.template.Parameters.CorsOrigins!
  expect(Default).toBe('')
  const allowed = new RegExp(AllowedPattern as string)
  for (const one of ['', 'https://app.example', 'http://localhost:5173,https://app.example'])
    expect(one).toMatch(allowed)
  const wrong = ['*', 'null', 'app.example', 'https://app.example/', 'https://app.example,', 'https://*.app.example']
  for (const one of wrong) expect(one).not.toMatch(allowed)
})

describe('the API', () => {
  test('has the routes of the list of surfaces and no others', () => {
    const routes = made.all('AWS::ApiGatewayV2::Route').map(({ RouteKey }) => RouteKey)
    expect(routes.sort()).toEqual(surfaces.flatMap(({ routes }) => routes.map((path) => `ANY ${path}`)).sort())
  })

  test('speaks payload 2.0, throttles and logs each call without its headers', () => {
    for (const { PayloadFormatVersion } of made.all('AWS::ApiGatewayV2::Integration')) {
      expect(PayloadFormatVersion).toBe('2.0')
    }
    const { DefaultRouteSettings, AccessLogSettings } = made.one('AWS::ApiGatewayV2::Stage').Properties
    expect(DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1_000 })
    const { Format } = AccessLogSettings as { Format: string }
    expect(JSON.parse(Format)).toMatchObject({ requestId: '$context.requestId', status: '$context.status' })
    expect(Format).not.toMatch(/header|authorization/i)
  })
})

describe('mutual TLS', () => {
  const mtlsCertificate = 'arn:aws:acm:eu-west-2:123456789012:certificate/a1b2'
  const asked = { mtlsDomain: 'mtls.bank.example', mtlsCertificate, mtlsTruststore: 's3://trust/authorities.pem' }

  test('has no domain by default', () => {
    expect(made.all('AWS::ApiGatewayV2::DomainName')).toEqual([])
  })

  test('has its own domain, which leads to the same API and is known to its Lambdas', async () => {
    shop.newApp(asked).synth()
    const withDomain = await shop.template()
    expect(withDomain.one('AWS::ApiGatewayV2::DomainName').Properties).toMatchObject({
      DomainName: asked.mtlsDomain,
      MutualTlsAuthentication: { TruststoreUri: asked.mtlsTruststore },
      DomainNameConfigurations: [{ CertificateArn: mtlsCertificate, SecurityPolicy: 'TLS_1_2' }],
    })
    expect(withDomain.all('AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1)
    const told = names.filter((name) => withDomain.settingsOf(name).SANDBANK_MTLS_URL === 'https://mtls.bank.example')
    expect(told).toEqual(['open-banking', 'authorization', 'control', 'console'])
    // Browsers have no certificates: their door stays open.
    expect(withDomain.one('AWS::ApiGatewayV2::Api').Properties.DisableExecuteApiEndpoint).toBeUndefined()
  })

  test.each([
    ['capitals', { ...asked, mtlsDomain: 'MTLS.bank.example' }, 'mtlsDomain must be in lower case'],
    ['half of it', { mtlsDomain: asked.mtlsDomain }, 'mutual TLS needs all three settings'],
    ['a truststore that is none', { ...asked, mtlsTruststore: 'authorities.pem' }, 's3://bucket/key'],
  ])('is not made of %s', (_, context, why) => {
    expect(() => shop.newApp(context)).toThrow(why)
  })
})

test('every log group expires after 30 days', () => {
  const groups = made.all('AWS::Logs::LogGroup')
  expect(groups).toHaveLength(names.length + 1)
  for (const { RetentionInDays } of groups) expect(RetentionInDays).toBe(30)
})

describe('the worker', () => {
  test('wakes only when the directory of worlds changes', () => {
    const { FilterCriteria } = made.one('AWS::Lambda::EventSourceMapping', 'worker').Properties
    const { Filters } = FilterCriteria as { Filters: { Pattern: string }[] }
    expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
      {
        eventName: ['INSERT', 'MODIFY'],
        dynamodb: { Keys: { [table.partitionKey]: { S: [worldDirectory.key('').partition] } } },
      },
    ])
  })

  test('sends a bad record alone to a queue after some attempts', () => {
    expect(made.one('AWS::Lambda::EventSourceMapping', 'worker').Properties).toMatchObject({
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 5,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^FailedChanges/), 'Arn'] } },
      },
    })
  })
})

test('the deliverer wakes when events, what time will make, requests to resend or subscriptions change', () => {
  const { FilterCriteria, ParallelizationFactor } = made.one('AWS::Lambda::EventSourceMapping', 'deliverer').Properties
  const { Filters } = FilterCriteria as { Filters: { Pattern: string }[] }
  const keyOf = (prefix: string) => ({ dynamodb: { Keys: { [table.sortKey]: { S: [{ prefix }] } } } })
  expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual(
    ['event/', 'timed/', 'resend/', 'subscription/'].map(keyOf),
  )
  expect(ParallelizationFactor).toBe(10)
})

describe('a surface', () => {
  test.each(surfaces.map(({ name }) => name))(
    '%s may finish what is due, and ends before API Gateway gives up',
    (name) => {
      const { Timeout } = made.one('AWS::Lambda::Function', `${name.replaceAll('-', '')}Function`).Properties
      expect(Number(Timeout) * 1_000).toBeGreaterThan(catchUpBudgetMs + 5_000)
      expect(Timeout).toBeLessThan(30)
    },
  )
})

describe('the sweep', () => {
  test('calls the waker and the deliverer every minute, and retries only after the next minute', () => {
    const { ScheduleExpression, State, Targets } = made.one('AWS::Events::Rule').Properties
    expect([ScheduleExpression, State]).toEqual(['rate(1 minute)', 'ENABLED'])
    expect(Targets).toEqual([
      {
        Arn: { 'Fn::GetAtt': [expect.stringMatching(/^wakerFunction/), 'Arn'] },
        Id: expect.any(String),
        RetryPolicy: { MaximumRetryAttempts: 0 },
      },
      {
        Arn: { 'Fn::GetAtt': [expect.stringMatching(/^delivererFunction/), 'Arn'] },
        Id: expect.any(String),
        RetryPolicy: { MaximumRetryAttempts: 0 },
      },
    ])
    expect(made.one('AWS::Lambda::Function', 'wakerFunction').Properties).toMatchObject({
      Handler: 'index.wake',
      MemorySize: 1024,
      Timeout: 300,
    })
  })

  test('may be called by this rule only', () => {
    const permissions = made
      .all('AWS::Lambda::Permission')
      .filter(({ Principal }) => Principal === 'events.amazonaws.com')
    expect(permissions).toHaveLength(2)
    for (const permission of permissions)
      expect(permission).toMatchObject({
        Action: 'lambda:InvokeFunction',
        SourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^Sweep/), 'Arn'] },
      })
  })
})

describe('alarms', () => {
  const perLambda = ['errors', 'throttles', 'duration'].flatMap((kind) => names.map((name) => `${name}-${kind}`))
  test.each([
    ...perLambda,
    'Api5xx',
    'worker-behind',
    'worker-gave-up',
    'table-reads-throttled',
    'table-writes-throttled',
    'table-errors',
  ])('%s raises an alarm, and missing data does not', (name) => {
    const { Properties } = made.one('AWS::CloudWatch::Alarm', `Alarm${name.replaceAll('-', '')}`)
    expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Alarms/) }])
    expect(Properties.TreatMissingData).toBe('notBreaching')
  })

  test('may publish to their topic, which its policy would otherwise deny', () => {
    const { PolicyDocument } = made.one('AWS::SNS::TopicPolicy').Properties
    expect(PolicyDocument).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
        }),
      ]),
    })
  })
})

describe('an insecure resource fails the synthesis:', () => {
  test.each<[string, string, (stack: Stack) => void]>([
    ['a queue that takes plain HTTP', 'AwsSolutions-SQS4', (stack) => new Queue(stack, 'Plain')],
    [
      'a role that may do anything',
      'AwsSolutions-IAM5[Action::*]',
      (stack) => {
        const role = new Role(stack, 'Mighty', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
        role.addToPolicy(new PolicyStatement({ actions: ['*'], resources: ['*'] }))
      },
    ],
  ])('%s', async (_, rule, add) => {
    const whole = shop.newApp()
    add(whole.node.findChild('Sandbank') as Stack)
    expect(() => whole.synth()).toThrow()
    expect(await shop.report()).toContain(rule)
  })
})
