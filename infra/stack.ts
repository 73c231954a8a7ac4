import { CfnOutput, CfnParameter, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { surfaces } from '#surfaces'
import { addAlarms } from './alarms.ts'
import { addHttpApi } from './api.ts'
import { addDeliverer } from './deliverer.ts'
import { addMutualTlsDomain, type MutualTls } from './mutual-tls.ts'
import { addSurface } from './surface.ts'
import { addTable } from './table.ts'
import { addSweep } from './waker.ts'
import { addWorker } from './worker.ts'

/** A pattern of an origin, for CloudFormation. The Lambda checks it in full when it starts. */
const exactOrigin = 'https?://[a-z0-9._-]+(:[0-9]+)?'

type SandbankProps = StackProps & { dist: string; mutualTls: MutualTls | undefined }

/**
 * The stack of one Sandbank: a table, an API, a Lambda per surface, a worker, a sweep and alarms.
 */
export class Sandbank extends Stack {
  constructor(scope: Construct, id: string, { dist, mutualTls, ...props }: SandbankProps) {
    super(scope, id, props)

    // No default: the deployment must decide who may create worlds. The key itself stays outside.
    const organiserDigest = new CfnParameter(this, 'OrganiserDigest', {
      description:
        'SHA-256 of the organiser key, in lower-case hexadecimal. Make the key of at least 32 random characters.',
      allowedPattern: '^[0-9a-f]{64}$',
      // Readers of the stack must not see the digest: they could test keys against it.
      noEcho: true,
      constraintDescription: 'must be 64 characters out of 0-9 and a-f: printf %s "$KEY" | sha256sum',
    }).valueAsString

    const corsOrigins = new CfnParameter(this, 'CorsOrigins', {
      description: 'Origins whose pages may call the Read/Write API and /control, with commas between them',
      default: '',
      allowedPattern: `^(${exactOrigin}(,${exactOrigin})*)?$`,
      constraintDescription: 'must be exact origins such as https://app.example, with commas between them',
    }).valueAsString

    const mostWorlds = new CfnParameter(this, 'MostWorlds', {
      description: 'How many worlds the sandbox may have; 0 for any number',
      default: '0',
      allowedPattern: '^(0|[1-9][0-9]{0,5})$',
      constraintDescription: 'must be a whole number from 0 to 999999',
    }).valueAsString

    const table = addTable(this)
    const api = addHttpApi(this)
    const answering = surfaces.map((surface) =>
      addSurface(this, surface, {
        dist,
        table,
        api: api.api,
        organiserDigest,
        corsOrigins,
        mostWorlds,
        mtlsDomain: mutualTls?.domain,
      }),
    )
    const later = addWorker(this, { dist, table })
    const { waker: sweeping, sweep } = addSweep(this, { dist, table })
    const delivering = addDeliverer(this, { dist, table, sweep, baseUrl: api.api.apiEndpoint })
    const topic = addAlarms(this, { table, stage: api.stage, answering, sweeping, delivering, ...later })

    new CfnOutput(this, 'Url', { description: 'Where Sandbank is open', value: api.api.apiEndpoint })
    if (mutualTls) {
      const { regionalDomainName } = addMutualTlsDomain(this, mutualTls, api)
      const description = `Where the name ${mutualTls.domain} must lead, by an alias or CNAME record`
      new CfnOutput(this, 'MutualTlsTarget', { description, value: regionalDomainName })
    }
    new CfnOutput(this, 'TableName', { description: 'Where its worlds are kept', value: table.tableName })
    new CfnOutput(this, 'AlarmTopic', {
      description: 'Subscribe the operators of the sandbox to this topic',
      value: topic.topicArn,
    })
  }
}
