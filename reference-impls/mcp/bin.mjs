#!/usr/bin/env node
// An old Node must be able to read this file, so that it can say what is wrong.
import { existsSync } from 'node:fs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `sandbank-mcp needs Node 22.18 or newer; this is ${process.versions.node}. Install it: https://nodejs.org`,
  )
  process.exit(1)
}
// The repository has the sources, the package their bundle.
const source = new URL('main.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('dist/main.mjs', import.meta.url).href)
