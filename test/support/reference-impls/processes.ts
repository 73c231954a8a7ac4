import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The root folder of this repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url))

/** A running program: the output that was waited for, and a way to stop it. */
export type Program = { readonly found: RegExpExecArray; stop(): Promise<void> }

/** Starts a program in the root folder and waits for the first output that matches `expected`. */
export async function start(
  [command = '', ...args]: readonly string[],
  expected: RegExp,
  environment: Record<string, string> = {},
): Promise<Program> {
  // It gets its own process group, so that npm and its children are stopped together.
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  // Closed means that every process that could still print has ended, not npm alone.
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  for await (const line of createInterface(child.stdout)) {
    const found = expected.exec(line)
    if (found) return { found, stop: () => stop(child, closed) }
  }
  throw new Error(`${command} ${args.join(' ')} ended before it printed ${expected}`)
}

async function stop(child: ChildProcess, closed: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
  // Later output is not needed, but an unread pipe would never close.
  child.stdout?.resume()
  await closed
}

/** Runs a script to its end and returns its output. Throws if it fails. */
export async function run(script: string): Promise<string> {
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let printed = ''
  for await (const chunk of child.stdout) printed += chunk
  const code = await ended
  if (code !== 0) throw new Error(`${script} ended with ${code}`)
  return printed
}
