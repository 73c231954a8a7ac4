import { join } from 'node:path'
import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { defaultFolder } from './bundle.ts'
import { parseMutualTls } from './mutual-tls.ts'
import { Sandbank } from './stack.ts'

/**
 * The whole cloud side as a CDK app. `dist` holds the bundles, `outdir` takes the templates. Needs
 * no account, no network.
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
    // Given here and not in cdk.json, so that `node infra/app.ts` and `cdk synth` write the same
    // template.
    analyticsReporting: false,
    context: { '@aws-cdk/aws-iam:minimizePolicies': true, ...context },
  })
  // What these two know to be unwise fails the synthesis, except where a construct acknowledges it
  // with a reason.
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
