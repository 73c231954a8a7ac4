import { expect, test } from 'vitest'
import { checkNodeVersion } from '#sdk/node-version.ts'

test.each(['18.20.4', '20.19.0', '22.17.1'])('Node %s gets one line that says what to install', (version) => {
  const text = `@sandbank/sdk needs Node 22.18 or newer; this is ${version}. Install it: https://nodejs.org`
  expect(() => checkNodeVersion(version)).toThrow(expect.objectContaining({ message: text, stack: text }))
})

test.each(['22.18.0', '23.0.0', '24.21.0', '100.0.0'])('Node %s runs the SDK', (version) => {
  expect(() => checkNodeVersion(version)).not.toThrow()
})
