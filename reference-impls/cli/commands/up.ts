import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { defineCommand, type OptionValues } from '#cli/command.ts'
import type { Context } from '#cli/context.ts'
import { Failure } from '#cli/failure.ts'
import { toFlag } from '#cli/flag.ts'
import { parseWholeNumber } from '#cli/output/format.ts'

const options = {
  port: {
    about: 'port to listen on; 0 chooses a free one (default 4000, or PORT)',
    value: 'N',
    parse: parseWholeNumber,
  },
  host: { about: 'address to listen on (default 127.0.0.1)', value: 'H' },
  memory: { about: 'store nothing on disk' },
  seed: { about: 'seed of the default world (default 1)', value: 'N', parse: parseWholeNumber },
  size: { about: 'number of its customers (default 1000)', value: 'N', parse: parseWholeNumber },
  now: { about: 'first time of its clock, such as 2026-11-24T09:30:00Z', value: 'T' },
  cors: { about: 'let pages of this origin call the sandbox', value: 'ORIGIN', isRepeated: true },
  allowHost: { about: 'answer requests to this host name too', value: 'H', isRepeated: true },
  publicUrl: { about: 'base URL under which others reach the sandbox', value: 'U' },
  worlds: { about: 'how many worlds the sandbox may have', value: 'N', parse: parseWholeNumber },
  strict: { about: 'check every answer against its schema' },
  noLog: { about: 'keep no log of requests' },
} as const

/** The flags of a sandbox, as in `npm start` (package.json). */
const nodeFlags = ['--max-semi-space-size=4', '--no-concurrent-recompilation']

export const up = defineCommand({
  path: 'up',
  about: 'Start a sandbox on this machine',
  details: 'It runs until you stop it with Ctrl-C, and stores its worlds in .sandbank/ of this folder',
  options,
  examples: ['sandbank up', 'sandbank up --memory --port 0', 'sandbank up --cors http://localhost:5173'],
  isEndless: true,
  async run(context, { options: chosen }) {
    const port = chosen.port ?? Number(context.env.PORT ?? 4000)
    if (port !== 0) await checkPort(port, chosen.host)
    const child = startSandbox(context, chosen)
    const stopped = context.awaitStop()
    stopped.addEventListener('abort', () => child.kill('SIGTERM'))
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    await passOutput(context, child)
    const code = await ended
    if (code !== 0 && !stopped.aborted) throw new Failure('failed', `the sandbox ended with ${code}`, 'sandbank doctor')
    return undefined
  },
})

/** Starts the sandbox: its bundle in the package, its sources in the repository. */
function startSandbox({ env }: Context, chosen: OptionValues<typeof options>): ChildProcess {
  const args = Object.entries(chosen).flatMap(([name, value]) => {
    if (!(name in options)) return []
    const flag = `--${toFlag(name)}`
    if (value === true) return [flag]
    return [value].flat().flatMap((one) => [flag, String(one)])
  })
  const bundle = fileURLToPath(new URL('sandbox.mjs', import.meta.url))
  const isBundled = existsSync(bundle)
  const start = isBundled ? bundle : fileURLToPath(new URL('../../../functions/local.ts', import.meta.url))
  return spawn(process.execPath, [...nodeFlags, start, ...args], {
    // Under npm the sandbox looks for the end of its parent, so it ends when this process is
    // killed.
    env: { ...env, npm_lifecycle_event: 'sandbank' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Prints what the sandbox says, and remembers where it is. */
async function passOutput(context: Context, child: ChildProcess): Promise<void> {
  const { terminal, isJson } = context
  const found: Record<string, string> = {}
  const readErrors = async () => {
    for await (const line of createInterface(child.stderr!))
      terminal.note(line.replaceAll('npm start --', 'sandbank up'))
  }
  const errors = readErrors()
  for await (const line of createInterface(child.stdout!)) {
    const [, url] = /^Sandbank is open at (\S+)$/.exec(line) ?? []
    const [, name, value] = /^(token|control) +(\S+)/.exec(line) ?? []
    if (name !== undefined && value !== undefined) found[name === 'token' ? 'developerToken' : 'controlKey'] = value
    if (url !== undefined) {
      found.url = url
      await context.remember((memory) => ({ ...memory, url: new URL(url).href.replace(/\/+$/, '') }))
    }
    if (!isJson) terminal.print(line)
    if (!line.startsWith('curl ')) continue
    if (isJson) terminal.print(JSON.stringify({ ...found, world: 'wld_default' }))
    else
      terminal.print(
        `next     in another terminal: sandbank pay 12.34 "Amara Okafor", sandbank events listen, sandbank --help`,
      )
  }
  await errors
}

/** Rejects a port that is taken, and says by what. */
async function checkPort(port: number, host = '127.0.0.1'): Promise<void> {
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const server = createServer()
    server.once('error', resolve)
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
  if (failure?.code !== 'EADDRINUSE') return
  const url = `http://localhost:${port}`
  const isSandbox = await isSandboxAt(url)
  throw new Failure(
    'failed',
    isSandbox ? `a sandbox is already open at ${url}` : `port ${port} is used by another program`,
    isSandbox ? `sandbank status --url ${url}` : 'sandbank up --port 0',
  )
}

/** Tells whether a sandbox answers at a URL. */
export async function isSandboxAt(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/control/personas`, { signal: AbortSignal.timeout(3_000) })
    return response.ok && 'personas' in ((await response.json()) as object)
  } catch {
    return false
  }
}
