import { parseArgs } from 'node:util'
import type { KnownWorld, Settings } from './session.ts'

export const usage = `An MCP server for Sandbank, over standard input and output: sandbank-mcp [options]
  --url URL     base URL of the sandbox; default the environment variable SANDBANK_URL, else http://localhost:4000
  --key KEY     a control key (ctl_...) of a world that the server may use, or a developer token (dev_...) of it, with
                which a read-only server reads accounts; may be repeated. Default the environment variable
                SANDBANK_KEYS, with blanks between keys, else no world
  --write       let tools change these worlds and create others; without it they only read
  --version     print the version
  --help        show this text
The keys of the default world of a laptop are ctl_default_hackathon and dev_default_hackathon.
To create worlds in a sandbox in the cloud, set the environment variable SANDBANK_ORGANISER_KEY.`

type Options = Settings & { readonly help: boolean; readonly version: boolean }

/** Parses the command line and the environment. Throws an Error that says what is wrong. */
export function parseOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      key: { type: 'string', multiple: true },
      write: { type: 'boolean', default: false },
      version: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { url, key, write, version, help } = values
  const keys = key ?? env.SANDBANK_KEYS?.split(/\s+/).filter((one) => one !== '') ?? []
  return {
    url: parseUrl(url ?? env.SANDBANK_URL ?? 'http://localhost:4000'),
    worlds: groupKeys(keys),
    mayWrite: write,
    organiserKey: env.SANDBANK_ORGANISER_KEY,
    version,
    help,
  }
}

function parseUrl(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error(`--url: must be an http or https URL such as http://localhost:4000 (got ${text})`)
  return url.href.replace(/\/+$/, '')
}

/** Groups keys by the world that each one names. Errors do not repeat the keys. */
function groupKeys(keys: readonly string[]): KnownWorld[] {
  const worlds = new Map<string, { controlKey?: string; developerToken?: string }>()
  for (const [n, key] of keys.entries()) {
    const [, kind, name] = /^(ctl|dev)_([a-z0-9]{1,24})_[A-Za-z0-9-]{8,64}$/.exec(key) ?? []
    if (kind === undefined)
      throw new Error(`--key: must be a control key (ctl_...) or a developer token (dev_...); key ${n + 1} is neither`)
    const id = `wld_${name}`
    worlds.set(id, { ...worlds.get(id), [kind === 'ctl' ? 'controlKey' : 'developerToken']: key })
  }
  return [...worlds].map(([id, { controlKey, developerToken }]) => {
    if (controlKey === undefined) throw new Error(`--key: ${id} has a developer token, and needs its control key too`)
    return { id, controlKey, developerToken }
  })
}
