import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { createServer } from '#reference-impls/mcp/server.ts'
import type { Settings } from '#reference-impls/mcp/session.ts'

/** What a tool answered, as an agent gets it. */
export type ToolResult = {
  readonly text: string
  readonly isError: boolean
  // The tests say what they expect in it.
  readonly data: ReturnType<typeof JSON.parse>
}

/** Connects the client of the MCP SDK to a server in this process. */
export async function connectClient(settings: Settings): Promise<Client> {
  const [one, other] = InMemoryTransport.createLinkedPair()
  const client = new Client({ name: 'test', version: '1' })
  await createServer(settings, '0.0.0').connect(other)
  await client.connect(one)
  return client
}

/** Calls a tool. */
export async function callTool(client: Client, name: string, args: object = {}): Promise<ToolResult> {
  const result = await client.callTool({ name, arguments: { ...args } })
  const [content] = result.content as [{ text: string }]
  return { text: content.text, isError: result.isError === true, data: result.structuredContent }
}

/**
 * Starts a server as a process, and connects the client of the MCP SDK to it. Its environment has
 * no settings of this machine.
 */
export async function startServer(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' })
  const { PATH = '' } = process.env
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [program, ...args], env: { PATH, ...env } }),
  )
  return client
}
