import * as modules from 'node:module'
import * as events from '#sdk/events/index.ts'
import * as sdk from '#sdk/index.ts'
import * as fileStore from '#sdk/oauth/file-store.ts'
import * as oauth from '#sdk/oauth/index.ts'
import * as mutualTls from '#sdk/oauth/mutual-tls.ts'
import * as signing from '#sdk/signing.ts'
import * as testing from '#sdk/testing/index.ts'

/** What an example of the SDK may import, by the name under which it is installed. */
const packages: Readonly<Record<string, object>> = {
  '@sandbank/sdk': sdk,
  '@sandbank/sdk/events': events,
  '@sandbank/sdk/oauth': oauth,
  '@sandbank/sdk/oauth/file-store': fileStore,
  '@sandbank/sdk/oauth/mutual-tls': mutualTls,
  '@sandbank/sdk/signing': signing,
  '@sandbank/sdk/testing': testing,
}

/** The address and the control key that examples have. */
const shown = { baseUrl: 'http://localhost:4000', controlKey: 'ctl_default_hackathon' }

/** Returns the examples in the docstrings of a source. */
export const findExamples = (source: string): string[] =>
  [...source.matchAll(/@example\n( *\* ```ts\n[\s\S]*?) *\* ```/g)].map(([, block = '']) =>
    block.replaceAll(/^ *\* ?/gm, '').replace('```ts\n', ''),
  )

/**
 * Runs an example in this process, against a sandbox. `names` are more of what it may use, such as
 * another `fetch`. Returns what it printed.
 */
export async function runExample(
  code: string,
  {
    baseUrl,
    controlKey,
    names = {},
    more = {},
  }: {
    baseUrl: string
    controlKey: string
    names?: Record<string, unknown>
    /** Packages that only this example imports. */
    more?: Record<string, object>
  },
): Promise<unknown[][]> {
  const said: unknown[][] = []
  const known = { ...packages, ...more }
  const text = modules
    .stripTypeScriptTypes(code)
    .replaceAll(shown.baseUrl, baseUrl)
    .replaceAll(shown.controlKey, controlKey)
    .replaceAll(/^import {(.+)} from '(.+)'$/gm, (_, imported: string, name: string) => {
      if (!(name in known)) throw new Error(`an example imports ${name}, which no test knows`)
      return `const {${imported.replaceAll(' as ', ': ')}} = known['${name}']`
    })
  const all = { known, console: { log: (...words: unknown[]) => said.push(words) }, ...names }
  const made = new (Object.getPrototypeOf(async () => {}).constructor)(...Object.keys(all), text)
  await made(...Object.values(all))
  return said
}
