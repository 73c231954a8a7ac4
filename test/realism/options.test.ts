import { expect, test } from 'vitest'
import { help, parseOptions } from './options.ts'

test('options have the values of the help', () => {
  expect(parseOptions([])).toMatchObject({ seed: 7, size: 1000, most: 2000, ofEach: 30, months: 36, json: false })
  expect(parseOptions(['--persona', 'student'])).toMatchObject({ persona: 'student', ofEach: 300 })
  for (const option of ['seed', 'size', 'sample', 'each', 'persona', 'months', 'json'])
    expect(help).toContain(`--${option} `)
})

test.each([
  [['--seed', '-'], '--seed: must be a whole number from 0 to 4294967295 (got -)'],
  [['--size', '99'], '--size: must be a whole number from 100 to 1000000 (got 99)'],
  [['--months', ''], '--months: must be a whole number from 12 to 36 (got )'],
  [['--persona', 'studnet'], '--persona: must be one of salaried-family, student'],
])('%j is rejected', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message)
})
