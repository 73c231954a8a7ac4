import { Duration, Validations } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import type { SurfaceEntry } from '#surfaces'
import { addFunction } from './function.ts'
import { tableActions } from './grants.ts'

/** One full vCPU. Pages are computed: with less memory they cost the same and take longer. */
const memoryMegabytes = 1_769

/**
 * A request catches up for at most 20 s, then the store's three attempts take up to 4 s each. API
 * Gateway times out after 30 s.
 */
const timeout = Duration.seconds(29)

type Around = {
  dist: string
  table: TableV2
  api: HttpApi
  organiserDigest: string
  corsOrigins: string
  mostWorlds: string
  mtlsDomain: string | undefined
}

/** Adds the Lambda of one surface, its routes, and only the settings and rights that it uses. */
export function addSurface(scope: Construct, surface: SurfaceEntry, around: Around): Lambda {
  const { name, routes, store, admitsOrganiser, allowsOrigins } = surface
  const { dist, table, api, organiserDigest, corsOrigins, mostWorlds, mtlsDomain } = around
  const fn = addFunction(scope, name, {
    dist,
    description: `Sandbank: answers ${routes.join(' and ')}`,
    memoryMegabytes,
    timeout,
    environment: {
      // No circular dependency: routes and integrations refer to the Lambda, the API does not.
      SANDBANK_BASE_URL: api.apiEndpoint,
      ...(store !== 'nothing' && { SANDBANK_TABLE: table.tableName }),
      ...(store !== 'nothing' && mtlsDomain && { SANDBANK_MTLS_URL: `https://${mtlsDomain}` }),
      ...(admitsOrganiser && { SANDBANK_ORGANISER_DIGEST: organiserDigest, SANDBANK_WORLDS: mostWorlds }),
      ...(allowsOrigins && { SANDBANK_CORS: corsOrigins }),
    },
  })
  if (store !== 'nothing') table.grants.actions(fn, ...tableActions[store])

  const integration = new HttpLambdaIntegration(`${name}-integration`, fn)
  for (const path of routes) api.addRoutes({ path, integration })

  Validations.of(fn).acknowledge({
    id: 'Serverless-LambdaDLQ',
    reason: 'API Gateway calls it synchronously: a failure is the answer.',
  })
  return fn
}
