import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { ToolFailure, toFailure } from './failure.ts'
import { createMemory, openSession, type Session, type Settings } from './session.ts'
import { joinLines, type Tool } from './tool.ts'
import { tools } from './tools.ts'

const instructions = `Sandbank is a synthetic bank over the UK Open Banking Read/Write API v4.0. No real money or person is behind it.
A world is an isolated bank with its own customers and clock. Begin with list_worlds. To understand why a call of an app failed, call explain_request.
Tools that change a world work only if the server was started with --write.`

/** Creates the MCP server of a sandbox. The caller connects it to a transport. */
export function createServer(settings: Settings, version: string): McpServer {
  const memory = createMemory(settings)
  const server = new McpServer({ name: 'sandbank', title: 'Sandbank', version }, { instructions })
  for (const tool of tools) {
    const { name, title, description, input, writes, isFinal = false } = tool
    server.registerTool(
      name,
      {
        title,
        description: writes ? `${description} Needs --write.` : description,
        inputSchema: input,
        annotations: { readOnlyHint: !writes, destructiveHint: isFinal, openWorldHint: false },
      },
      (args, { signal }) => runTool(openSession(settings, memory, signal), tool, args),
    )
  }
  return server
}

/** Runs a tool. A failure is an answer too: the agent reads it and what to do. */
async function runTool(session: Session, { name, writes, run }: Tool, args: unknown) {
  try {
    if (writes && !session.mayWrite)
      throw new ToolFailure(
        `${name} changes a world, and this MCP server is read-only`,
        'Ask the person to start it with --write.',
      )
    const { text, data } = await run(session, args as never)
    return { content: [{ type: 'text' as const, text }], structuredContent: data }
  } catch (error) {
    const { message, next, details } = toFailure(error, session.url)
    return {
      isError: true,
      content: [{ type: 'text' as const, text: joinLines(message, `What to do: ${next}`) }],
      structuredContent: { error: { message, next, ...details } },
    }
  }
}
