import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './processes.ts'

/** How a run of the command line ended. */
export type Ended = { readonly code: number | null; readonly out: string; readonly errors: string }

export type Started = {
  /** Waits for a line of the output, or of the errors, that matches. */
  line(expected: RegExp): Promise<RegExpExecArray>
  stop(signal?: NodeJS.Signals): Promise<Ended>
  readonly ended: Promise<Ended>
}

/** The command line of the repository. */
export const sources = [process.execPath, join(root, 'reference-impls/cli/bin.mjs')]

type Settings = { readonly cwd: string; readonly env?: Readonly<Record<string, string>>; readonly input?: string }

/** Runs the command line to its end. */
export const runCli = (program: readonly string[], args: readonly string[], settings: Settings): Promise<Ended> =>
  startCli(program, args, settings).ended

/** Starts the command line as a process. Its environment has no settings of this machine. */
export function startCli(
  [command = '', ...before]: readonly string[],
  args: readonly string[],
  settings: Settings,
): Started {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env
  const child = spawn(command, [...before, ...args], {
    cwd: settings.cwd,
    env: { PATH, HOME, NODE_COMPILE_CACHE, XDG_CONFIG_HOME: join(settings.cwd, '.config'), ...settings.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(settings.input ?? '')
  const texts = { out: '', errors: '' }
  const lines: string[] = []
  let wake = () => {}
  const read = async (stream: NodeJS.ReadableStream, name: 'out' | 'errors') => {
    for await (const line of createInterface(stream)) {
      texts[name] += `${line}\n`
      lines.push(line)
      wake()
    }
  }
  const reading = Promise.all([read(child.stdout, 'out'), read(child.stderr, 'errors')])
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const ended = Promise.all([closed, reading]).then(([code]) => ({ code, ...texts }))
  void ended.then(() => wake())
  let seen = 0
  return {
    ended,
    async line(expected) {
      for (;;) {
        while (seen < lines.length) {
          const found = expected.exec(lines[seen++] as string)
          if (found) return found
        }
        if (child.exitCode !== null)
          throw new Error(`${args.join(' ')} ended before it printed ${expected}: ${texts.out}${texts.errors}`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null) child.kill(signal)
      return ended
    },
  }
}
