import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/**
 * A server of ours in its own process. `url` is the address in the printed line that begins with
 * `curl `.
 */
export type Running = { readonly url: string; readonly process: ChildProcess; stop(): Promise<void> }

const root = new URL('../../', import.meta.url)

/** The engine flags of `npm start`, without its import of the version check. */
const flags: string[] =
  JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).scripts.start.match(/--(?!import)\S+/g) ?? []

/**
 * Starts a script of this repository in the folder `cwd`, with the flags of `npm start`, and waits
 * for its curl line.
 */
export async function start(
  script: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const preload = fileURLToPath(new URL('functions/node-version.mjs', root))
  const child = spawn(
    process.execPath,
    [...flags, '--import', preload, fileURLToPath(new URL(script, root)), ...args],
    {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for await (const line of createInterface(child.stdout)) {
    const url = /^curl .*?(http:\S+)$/.exec(line)?.[1]
    if (!url) continue
    const stop = () => {
      child.kill('SIGTERM')
      return exited
    }
    return { url, process: child, stop }
  }
  throw new Error(`${script} ended before it printed its curl line`)
}

/** Resident memory of a process in MB (Linux), or undefined elsewhere. */
export function residentMegabytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
}

/**
 * Returns the processor time in seconds that all threads of a process have used (Linux), or NaN
 * elsewhere.
 */
export function cpuSeconds(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13) ?? []
  // Linux counts in ticks, a hundred a second.
  return (Number(user) + Number(system)) / 100
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number
