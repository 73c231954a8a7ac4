import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'

/** Milliseconds between two looks at the parent process. */
const lookEvery = 500
/** Milliseconds that open requests get to end after a signal. */
const patience = 2_000

/**
 * Stops the server once, on Ctrl-C, `kill`, the end of the terminal (SIGHUP) or the end of npm.
 * Requests that are open may end, within two seconds. Then it closes the store and ends the
 * process.
 */
export function stopOnSignals(server: Server, closeStore: () => Promise<void>, isUnderNpm: boolean): void {
  let isStopping = false
  const stop = () => {
    // Ctrl-C reaches npm and node, and npm passes it on: the second signal is the same wish.
    if (isStopping) return
    isStopping = true
    server.close(() => void closeStore().finally(() => process.exit(0)))
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), patience)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  if (isUnderNpm) watchNpm(stop)
}

/**
 * Calls `onEnd` when npm is gone. A killed npm takes its shell along at best, never this process,
 * which then belongs to another parent.
 */
function watchNpm(onEnd: () => void): void {
  const before = parentsOf()
  const looking = setInterval(() => {
    if (parentsOf() === before) return
    clearInterval(looking)
    onEnd()
  }, lookEvery)
  looking.unref()
}

/** Returns the ids of the parent and, if that is a shell which npm started, of its parent. */
function parentsOf(): string {
  const parent = process.ppid
  const { name, parent: grandparent } = readProcess(parent)
  return /^(?:ba|da|z|k|a)?sh$/.test(name) ? `${parent} ${grandparent}` : `${parent}`
}

/** Reads a process's name and the id of its parent. Only Linux tells; other shells do not stay. */
function readProcess(id: number): { name: string; parent: string } {
  let text = ''
  try {
    text = readFileSync(`/proc/${id}/stat`, 'utf8')
  } catch {
    return { name: '', parent: '' }
  }
  // `12 (name) S 34 ...`; a name may contain parentheses and blanks.
  const [, name = '', parent = ''] = /^\d+ \((.*)\) \S (\d+) /s.exec(text) ?? []
  return { name, parent }
}
