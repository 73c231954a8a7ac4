import { join } from 'node:path'
import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { defaultFolder } from './bundle.ts'
import { parseMutualTls } from './mutual-tls.ts'
import { Sandbank } from './stack.ts'

/**
 * Builds the CDK app. `dist` holds the bundles, `outdir` gets the templates. Needs no AWS account
 * and no network.
 */
export function buildApp({
  dist = defaultFolder,
  outdir,
  context = {},
}: {
  dist?: string
  outdir: string
  context?: Record<string, string>
}): App {
  const whole = new App({
    outdir,
    // Set here instead of in cdk.json, so that `node infra/app.ts` and `cdk synth` write the same
    // template.
    analyticsReporting: false,
    context: { '@aws-cdk/aws-iam:minimizePolicies': true, ...context },
  })
  // A finding of these checks fails the synthesis, unless a construct acknowledges it with a
  // reason.
  Validations.of(whole).addPlugins(new AwsSolutionsChecks(whole), new ServerlessChecks(whole))
  new Sandbank(whole, 'Sandbank', {
    dist,
    mutualTls: parseMutualTls((name) => whole.node.tryGetContext(name)),
    description: 'Sandbank: a synthetic bank over the UK Open Banking standard',
  })
  return whole
}

if (import.meta.main) {
  const outdir = process.env.CDK_OUTDIR ?? join(import.meta.dirname, '../cdk.out')
  buildApp({ outdir }).synth()
}
