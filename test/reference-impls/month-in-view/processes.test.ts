import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const running: { child: ChildProcess; ended: Promise<void> }[] = []

/** Starts a program and gives what `expected` finds in the first line it prints that fits. */
async function start(command: string, args: string[], environment: Record<string, string>, expected: RegExp) {
  // In a group of its own, so that npm and what it started are stopped together.
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  running.push({ child, ended: new Promise((resolve) => child.once('close', () => resolve())) })
  for await (const line of createInterface(child.stdout)) {
    const found = expected.exec(line)
    if (found) return found
  }
  throw new Error(`${command} ${args.join(' ')} ended before it printed ${expected}`)
}

afterEach(async () => {
  for (const { child, ended } of running.splice(0).reverse()) {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
    await ended
  }
})

test('npm start, and the app beside it, as its README says', async () => {
  const arguments_ = ['start', '--', '--memory', '--port', '0', '--now', '2026-11-24T09:30:00Z']
  const curl = /^curl -H "Authorization: Bearer (\S+)" (\S+)\/aisp\/accounts$/
  const [, token = '', url = ''] = await start('npm', arguments_, {}, curl)

  const environment = { OPEN_BANKING_URL: url, OPEN_BANKING_TOKEN: token, PORT: '0' }
  const main = 'reference-impls/month-in-view/main.ts'
  const [, app = ''] = await start(process.execPath, [main], environment, /^Month in view is open at (\S+)$/)

  const response = await fetch(app)
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('<h1>November 2026</h1>')
}, 60_000)
