import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as Lambda, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'

/** How long logs are kept: long enough to review a hackathon. */
export const logRetention = RetentionDays.ONE_MONTH

/** The settings that differ between Lambdas. */
type FunctionProps = {
  /** The folder of the bundles. `bundle` names the function's own; default its name. */
  readonly dist: string
  readonly bundle?: string
  /** The exported handler of the bundle; default `handler`. */
  readonly calls?: string
  readonly description: string
  readonly memoryMegabytes: number
  readonly timeout: Duration
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Adds a Lambda with a bundle. Its role may write its log and traces; its caller grants the rest.
 */
export function addFunction(scope: Construct, name: string, props: FunctionProps): Lambda {
  const { dist, bundle = name, calls = 'handler' } = props
  const folder = join(dist, bundle)
  if (!existsSync(join(folder, 'index.mjs')))
    throw new Error(`there is no bundle in ${folder}; run npm run build first`)

  const home = new Construct(scope, name)
  const logGroup = new LogGroup(home, 'Log', { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY })
  const role = new Role(home, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  logGroup.grantWrite(role)
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Only to send traces to X-Ray, which has no resources to name; test/infra/template.test.ts holds it to that.',
  })

  return new Lambda(home, 'Function', {
    description: props.description,
    runtime: Runtime.NODEJS_24_X,
    // 20 % cheaper per millisecond than x86, and the bundles have no native code.
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(folder, { exclude: ['*.map'] }),
    handler: `index.${calls}`,
    memorySize: props.memoryMegabytes,
    timeout: props.timeout,
    environment: props.environment,
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    tracing: Tracing.ACTIVE,
  })
}
