import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { commands } from '#reference-impls/cli/commands.ts'
import { complete } from '#reference-impls/cli/completion.ts'
import { toFlag } from '#reference-impls/cli/flag.ts'
import { runCli, sources } from '#test/support/reference-impls/cli.ts'

const call = (...args: string[]) => runCli(sources, args, { cwd: tmpdir() })

test('--help lists the groups, and the help of a command has its examples', async () => {
  const { code, out } = await call('--help')
  expect(code).toBe(0)
  for (const { path } of commands) expect(out).toMatch(new RegExp(`^ {2}${path.split(' ')[0]}\\b`, 'm'))
  expect((await call('world', 'fork', '--help')).out).toContain('$ sandbank world fork --name pr-7 --use')
})

test.each([
  [['payy'], 'Did you mean pay?'],
  [['world', 'lst'], 'Did you mean list?'],
  [['pay', '1', 'okafor', '--refrence', 'x'], 'Did you mean --reference?'],
  [['partner', 'create', '--profile', 'fapi3'], 'Allowed choices are fapi2, obuk-fapi1-advanced.'],
  [['world'], 'Usage: sandbank world'],
  [['world', 'create', '--size', 'many'], '--size: must be a whole number (got many)'],
])('%j is a wrong use: %s', async (args, message) => {
  const ended = await call(...args)
  expect(ended).toMatchObject({ code: 2, out: '' })
  expect(ended.errors).toContain(message)
})

test('without a sandbox every command that needs one says how to start it', async () => {
  const ended = await call('status', '--url', 'http://localhost:1')
  expect(ended).toMatchObject({ code: 3, out: '' })
  expect(ended.errors).toMatch(/^error: no sandbox answers at http:\/\/localhost:1 .*\nnext: +sandbank up$/m)
})

test('piped output has no colours; FORCE_COLOR has them, and NO_COLOR wins', async () => {
  const status = (env: Record<string, string>) => runCli(sources, ['pay', 'x', 'y'], { cwd: tmpdir(), env })
  expect((await status({})).errors).not.toContain('\u001b')
  expect((await status({ FORCE_COLOR: '1' })).errors).toContain('\u001b')
  expect((await status({ FORCE_COLOR: '1', NO_COLOR: '1' })).errors).not.toContain('\u001b')
})

describe('the table of commands', () => {
  test.each(commands.map((command) => [command.path, command] as const))(
    '%s has examples of its own flags',
    (path, command) => {
      expect(command.examples.length).toBeGreaterThan(0)
      const known = [...Object.keys(command.options).map((name) => `--${toFlag(name)}`), '--json', '--world', '--url']
      for (const example of command.examples) {
        expect(example).toContain(`sandbank ${path}`)
        for (const flag of example.match(/(?<= )--[\w-]+/g) ?? []) expect(known).toContain(flag)
      }
    },
  )
})

describe('completion', () => {
  const names = (...words: string[]) =>
    complete(commands, { worlds: { wld_1: { url: 'http://x', name: 'demo', controlKey: 'ctl_1' } } }, words).map(
      ([name]) => name,
    )

  test.each([
    [['wor'], ['world']],
    [
      ['world', 're'],
      ['restore', 'reset'],
    ],
    [['world', 'fork', '--s'], ['--snapshot']],
    [['world', 'use', ''], ['demo']],
    [['status', '--world', 'd'], ['demo']],
    [
      ['partner', 'create', '--profile', ''],
      ['fapi2', 'obuk-fapi1-advanced'],
    ],
    [['completion', 'z'], ['zsh']],
    [['logs', ''], ['show']],
    [['nothing', ''], []],
  ])('%j may become %j', (words, expected) => {
    expect(names(...words)).toEqual(expected)
  })

  test('works in bash', async () => {
    const { out } = await call('completion', 'bash')
    const script = `${out}
sandbank() { ${sources.map((word) => `'${word}'`).join(' ')} "$@"; }
COMP_WORDS=(sandbank clock a); COMP_CWORD=2; _sandbank sandbank; echo "\${COMPREPLY[@]}"`
    expect((await promisify(execFile)('bash', ['-c', script])).stdout).toBe('advance\n')
  })
})
