import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { parseOptions, usage } from './options.ts'
import manifest from './package.json' with { type: 'json' }
import { createServer } from './server.ts'

// Once the server runs, standard output belongs to the protocol: errors go to standard error.
try {
  const { help, version, ...settings } = parseOptions(process.argv.slice(2), process.env)
  if (help) console.log(usage)
  else if (version) console.log(manifest.version)
  else await createServer(settings, manifest.version).connect(new StdioServerTransport())
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}\nnext:  sandbank-mcp --help`)
  process.exitCode = 2
}
