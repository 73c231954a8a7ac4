import { constants, type Stats } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { defineCommand } from '#cli/command.ts'
import type { Context } from '#cli/context.ts'
import { Failure, toFailure } from '#cli/failure.ts'
import { formatInstant } from '#cli/output/format.ts'
import { renderTable } from '#cli/output/table.ts'
import type { Clock } from '#cli/sdk.ts'

/** What was looked at, how it is, and what to do. */
type Check = { readonly check: string; readonly isWell: boolean; readonly found: string; readonly next?: string }

export const doctor = defineCommand({
  path: 'doctor',
  about: 'Look for what is wrong, and say what to do',
  examples: ['sandbank doctor', 'sandbank doctor --json'],
  async run(context) {
    const checks = [
      { check: 'node', isWell: true, found: process.versions.node },
      await checkMemory(context),
      await checkStore(context),
      ...(await checkSandbox(context)),
    ]
    const people = renderTable(
      context.terminal,
      [
        { title: 'check', value: ({ check }) => check },
        { title: '', value: ({ isWell }) => (isWell ? 'ok' : 'WRONG') },
        { title: 'found', value: ({ found }) => found },
        { title: 'what to do', value: ({ next }) => next },
      ],
      checks,
      '',
    )
    const wrong = checks.filter(({ isWell }) => !isWell)
    if (wrong.length === 0) return { json: { checks }, people }
    if (!context.isJson) context.terminal.print(people)
    throw new Failure('failed', `wrong: ${wrong.map(({ check }) => check).join(', ')}`, wrong[0]?.next, { checks })
  },
})

/** Returns what is known of a file, or undefined if it is not there. */
async function findFile(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file)
  } catch {
    return undefined
  }
}

/** Checks that only the owner reads the keys of this folder. */
async function checkMemory({ folder }: Context): Promise<Check> {
  const file = join(folder, 'cli.json')
  const found = await findFile(file)
  if (found === undefined) return { check: 'folder', isWell: true, found: `${file}: not written yet` }
  const isOpen = process.platform !== 'win32' && (found.mode & 0o077) !== 0
  if (isOpen)
    return { check: 'folder', isWell: false, found: `${file}: others can read its keys`, next: `chmod 600 ${file}` }
  return { check: 'folder', isWell: true, found: file }
}

/** Checks that a sandbox can store its worlds in this folder. */
async function checkStore({ cwd }: Context): Promise<Check> {
  const file = join(cwd, '.sandbank/sandbank.sqlite')
  const found = await findFile(file)
  const target = found === undefined ? cwd : file
  try {
    await access(target, constants.W_OK)
  } catch {
    return { check: 'store', isWell: false, found: `${target}: cannot be written`, next: 'sandbank up --memory' }
  }
  const text = found === undefined ? 'not made yet' : `${(found.size / 1_000_000).toFixed(1)} MB`
  return { check: 'store', isWell: true, found: `${file}: ${text}` }
}

/** Checks that the sandbox answers, the keys of the world, and its clock. */
async function checkSandbox(context: Context): Promise<Check[]> {
  const describe = (check: string, error: unknown): Check => {
    const { message, next } = toFailure(error, context.url, 'sandbank world list')
    return { check, isWell: false, found: message, ...(next !== undefined && { next }) }
  }
  try {
    const answer = await context.organise<{ personas?: unknown }>('GET', '/personas')
    if (answer.personas === undefined)
      throw new Failure('failed', `what answers at ${context.url} is no sandbox`, 'sandbank up --port 0')
  } catch (error) {
    return [describe('sandbox', error)]
  }
  const checks: Check[] = [{ check: 'sandbox', isWell: true, found: context.url }]
  try {
    const world = await context.world()
    const clock = await world.call<Clock>('GET', '/clock')
    checks.push({ check: 'control key', isWell: true, found: world.id })
    const rate = clock.rate === 0 ? 'paused' : `rate ${clock.rate}`
    const next = clock.rate === 0 ? { next: 'sandbank clock run' } : {}
    checks.push({ check: 'clock', isWell: true, found: `${formatInstant(clock.now)}, ${rate}`, ...next })
    await world
      .bank()('GET', '/aisp/accounts')
      .then(
        () => checks.push({ check: 'token', isWell: true, found: 'reads accounts' }),
        (error) => checks.push(describe('token', error)),
      )
  } catch (error) {
    checks.push(describe('control key', error))
  }
  return checks
}
