import type { Host } from '#edge/host.ts'
import type { Surface } from '#edge/operation.ts'
import { listLinks } from './links.ts'

/**
 * Builds /llms.txt, Markdown that tells a coding agent what the sandbox is and where things are
 * (llmstxt.org). Every URL is absolute: an agent keeps the text without its address.
 */
export function buildLlmsText(surfaces: readonly Surface[], baseUrl: string, first: Host['first']): string {
  const link = (title: string, path: string, about: string) => `- [${title}](${baseUrl}${path}): ${about}`
  const catalogues = surfaces
    .flatMap(({ base, operations }) => operations.map((one) => ({ ...one, path: base + one.path })))
    .filter(({ tag }) => tag === 'Catalogues')
  return `# Sandbank

> A banking sandbox: synthetic customers with years of history, over the UK Open Banking Read/Write API v4.0. No real bank, person or money is behind it.

${surfaces.map(({ title, base }) => `- ${title}: ${baseUrl}${base}`).join('\n')}
- Authorization server of a world (OAuth 2.0, FAPI 2.0): ${baseUrl}/authorization/{WorldId}

A world is an isolated sandbox with its own bank, clock and keys. A developer token (\`dev_...\`) acts as an app and as its customer, so it
reads and pays without OAuth. A control key (\`ctl_...\`) moves the clock, registers partners and reads the request log of its world.

## First calls

\`\`\`sh
${listFirstCalls(baseUrl, first).join('\n')}
\`\`\`

Every \`POST\` of a payment or consent takes an \`x-idempotency-key\`: repeat a request with the same key and body, and it has its effect once.
Every answer has an \`x-fapi-interaction-id\`. Find the request by it in the log: \`GET ${baseUrl}/control/worlds/{WorldId}/requests\`.
An error of \`/control\` is problem details (RFC 9457) with \`code\` and a link to its page; an error of the Read/Write API has the standard's form.

## Where to look

${listLinks(first)
  .map(({ title, path, about }) => link(title, path, about))
  .join('\n')}
- Guides: the folder \`docs/\` of the Sandbank repository that this sandbox was started from; \`docs/README.md\` lists them by task.
- MCP server: the folder \`reference-impls/mcp\` of that repository. Its tools look up operations and errors, read the request log and explain failures.

## Catalogues

${catalogues.map(({ id, path, summary }) => link(id, path, summary)).join('\n')}

## Operations

Parameters, bodies and answers are in ${baseUrl}/openapi.json, by path.
${surfaces.map(listOperations).join('')}`
}

function listFirstCalls(baseUrl: string, first: Host['first']): string[] {
  const json = '-H "Content-Type: application/json"'
  const token = first?.developerToken ?? '$DEVELOPER_TOKEN'
  const key = first ? '' : ' -H "Authorization: Bearer $ORGANISER_KEY"'
  return [
    `curl -X POST${key} ${json} -d '{"seed": 7}' ${baseUrl}/control/worlds`,
    `curl -H "Authorization: Bearer ${token}" ${baseUrl}/open-banking/v4.0/aisp/accounts`,
  ]
}

function listOperations({ title, base, operations }: Surface): string {
  const byTag = Object.entries(Object.groupBy(operations, ({ tag }) => tag))
  const lines = byTag.map(
    ([tag, some = []]) =>
      `\n${tag}:\n${some.map(({ method, path, summary }) => `- ${method.toUpperCase()} ${base}${path}: ${summary}`).join('\n')}\n`,
  )
  return `\n### ${title}\n${lines.join('')}`
}
