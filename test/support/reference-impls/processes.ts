import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Where this repository lies. */
export const root = fileURLToPath(new URL('../../../', import.meta.url))

/** What a started program printed that was waited for, and the way to end it. */
export type Program = { readonly found: RegExpExecArray; stop(): Promise<void> }

/** Starts a program in the root and waits for the first line it prints that fits `expected`. */
export async function start(
  [command = '', ...args]: readonly string[],
  expected: RegExp,
  environment: Record<string, string> = {},
): Promise<Program> {
  // In a group of its own, so that npm and what it started are stopped together.
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  // Closed means that all who could still print have ended, not npm alone.
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  for await (const line of createInterface(child.stdout)) {
    const found = expected.exec(line)
    if (found) return { found, stop: () => stop(child, closed) }
  }
  throw new Error(`${command} ${args.join(' ')} ended before it printed ${expected}`)
}

async function stop(child: ChildProcess, closed: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
  // Later output is not read, and an unread pipe would never close.
  child.stdout?.resume()
  await closed
}

/** Runs a script to its end and gives what it printed. Throws when it fails. */
export async function run(script: string): Promise<string> {
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let printed = ''
  for await (const chunk of child.stdout) printed += chunk
  const code = await ended
  if (code !== 0) throw new Error(`${script} ended with ${code}`)
  return printed
}
