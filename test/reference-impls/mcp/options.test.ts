import { expect, test } from 'vitest'
import { parseOptions } from '#reference-impls/mcp/options.ts'

test('keys name their worlds, from the command line or the environment', () => {
  const worlds = [
    { id: 'wld_default', controlKey: 'ctl_default_hackathon', developerToken: 'dev_default_hackathon' },
    { id: 'wld_1', controlKey: 'ctl_1_abcdefgh', developerToken: undefined },
  ]
  const keys = ['dev_default_hackathon', 'ctl_1_abcdefgh', 'ctl_default_hackathon']
  const given = parseOptions([...keys.flatMap((key) => ['--key', key]), '--write', '--url', 'http://bank.test/a/'], {})
  expect(given).toMatchObject({ url: 'http://bank.test/a', mayWrite: true, worlds })
  const env = { SANDBANK_URL: 'https://bank.test', SANDBANK_KEYS: ` ${keys.join('  ')}\n` }
  expect(parseOptions([], env)).toMatchObject({ url: 'https://bank.test', mayWrite: false, worlds })
  expect(parseOptions([], {})).toMatchObject({ url: 'http://localhost:4000', worlds: [] })
})

test.each([
  [['--key', 'secret-text'], /^--key: must be a control key \(ctl_\.\.\.\) or a developer token .*key 1 is neither$/],
  [['--key', 'dev_1_abcdefgh'], /^--key: wld_1 has a developer token, and needs its control key too$/],
  [['--url', 'localhost:4000'], /^--url: must be an http or https URL .*\(got localhost:4000\)$/],
  [['--wirte'], /--wirte/],
])('%j is rejected', (args, message) => {
  expect(() => parseOptions(args, {})).toThrow(message)
})
