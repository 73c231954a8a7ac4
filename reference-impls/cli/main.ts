import { randomBytes, randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { text } from 'node:stream/consumers'
import { createTerminal } from '#cli/output/terminal.ts'
import manifest from './package.json' with { type: 'json' }
import { runProgram } from './program.ts'

// A reader that closes the pipe early, such as `head`, wants no more.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await runProgram(process.argv.slice(2), manifest.version, (isJson) => {
  const { stdin: input, stdout: output, stderr: errors, env } = process
  return {
    env,
    cwd: process.cwd(),
    home: homedir(),
    now: Date.now,
    newId: randomUUID,
    drawBytes: randomBytes,
    terminal: createTerminal({ input, output, errors, env, isJson }),
    awaitStop,
    readInput: async () => (await text(input)).trim(),
  }
})

/** Catches the signals that stop a command, for the commands that end by themselves then. */
function awaitStop(): AbortSignal {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // The second signal ends a command that does not stop.
      if (stopping.signal.aborted) process.exit(130)
      stopping.abort()
    })
  return stopping.signal
}
