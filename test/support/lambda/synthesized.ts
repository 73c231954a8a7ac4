import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'aws-cdk-lib'
import { buildApp } from '#infra/app.ts'
import { bundleLambdas } from '#infra/bundle.ts'

/** A resource of the CloudFormation template. */
type Resource = { Type: string; DeletionPolicy?: string; Properties: Record<string, unknown> }
type Template = { Parameters: Record<string, Record<string, unknown>>; Resources: Record<string, Resource> }
type Statement = { Effect: string; Action: string | string[]; Resource: unknown }

/** Bundles everything, and returns a way to create CDK apps from the bundles. */
export async function workshop() {
  const folder = await mkdtemp(join(tmpdir(), 'sandbank-cdk-'))
  await bundleLambdas({ into: join(folder, 'dist') })
  const outdir = join(folder, 'out')
  return {
    newApp: (context: Record<string, string> = {}): App => buildApp({ dist: join(folder, 'dist'), outdir, context }),
    template: async () => new Synthesized(JSON.parse(await readFile(join(outdir, 'Sandbank.template.json'), 'utf8'))),
    /** Returns the findings of the last synthesis, as text. */
    report: () => readFile(join(outdir, 'validation-report.json'), 'utf8'),
    close: () => rm(folder, { recursive: true }),
  }
}

/**
 * A CloudFormation template with the queries that tests need. Resources are named by their ids in
 * infra/.
 */
export class Synthesized {
  readonly template: Template
  constructor(template: Template) {
    this.template = template
  }

  /** Returns the properties of every resource of a type. */
  all(type: string): Record<string, unknown>[] {
    return Object.values(this.template.Resources)
      .filter((one) => one.Type === type)
      .map(({ Properties }) => Properties)
  }

  /** Returns the one resource of a type whose id begins with a text. */
  one(type: string, begins = ''): Resource {
    const found = Object.entries(this.template.Resources).filter(
      ([id, { Type }]) => Type === type && id.startsWith(begins),
    )
    if (found.length !== 1) throw new Error(`${found.length} resources are a ${type} and begin with ${begins}`)
    return found[0]![1]
  }

  /** Returns the permissions of a Lambda by resource: `{ 'Table.Arn': ['dynamodb:GetItem'] }`. */
  rightsOf(name: string): Record<string, string[]> {
    const { Properties } = this.one('AWS::IAM::Policy', `${name.replaceAll('-', '')}Role`)
    const { Statement } = Properties.PolicyDocument as { Statement: Statement[] }
    return Object.fromEntries(
      Statement.map(({ Effect, Action, Resource }) => {
        if (Effect !== 'Allow') throw new Error(`a statement of ${name} does not allow, but ${Effect}`)
        return [this.#nameOf(Resource), [Action].flat().sort()]
      }),
    )
  }

  /** Returns the environment of a Lambda: each variable with the name of what it refers to. */
  settingsOf(name: string): Record<string, string> {
    const { Properties } = this.one('AWS::Lambda::Function', `${name.replaceAll('-', '')}Function`)
    const { Variables } = Properties.Environment as { Variables: Record<string, unknown> }
    return Object.fromEntries(Object.entries(Variables).map(([key, value]) => [key, this.#nameOf(value)]))
  }

  #nameOf(reference: unknown): string {
    if (typeof reference === 'string') return reference
    const { Ref, 'Fn::GetAtt': attribute } = reference as { Ref?: string; 'Fn::GetAtt'?: [string, string] }
    const name = (id: string) => id.replace(/[0-9A-F]{8}$/, '')
    return attribute ? `${name(attribute[0])}.${attribute[1]}` : name(Ref as string)
  }
}
