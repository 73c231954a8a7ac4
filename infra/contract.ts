import { mkdirSync, writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { buildOpenApi } from '#edge/openapi/openapi.ts'
import type { Surface } from '#edge/operation.ts'
import { surfaces } from '#surfaces'

// Writes the types of the SDK's contract from the OpenAPI documents that the sandbox serves:
// `npm run generate`.

/** The parts of an OpenAPI document that the SDK's types leave out or change. */
type Operation = {
  parameters?: { name: string; in: string; required?: boolean }[]
  responses: Record<string, unknown>
}
type Document = { paths: Record<string, Record<string, Operation>>; webhooks?: unknown; components: unknown }

/** Values that the SDK sends itself, so a caller may leave them out. */
const sentBySdk = ['WorldId', 'x-idempotency-key']

const folder = new URL('../reference-impls/sdk/dist/contract/', import.meta.url)

const isSurface = (value: unknown): value is Surface =>
  typeof value === 'object' && value !== null && 'operations' in value

/** Returns the document of a surface's operations for the SDK, whose paths begin after a base. */
function buildDocument(listed: readonly Surface[], base: string): Document {
  const document = buildOpenApi(listed, '') as unknown as Document
  const paths = Object.entries(document.paths).map(([path, methods]) => {
    for (const operation of Object.values(methods)) {
      // The SDK throws what is not a success.
      for (const status of Object.keys(operation.responses)) if (status >= '400') delete operation.responses[status]
      for (const parameter of operation.parameters ?? [])
        if (sentBySdk.includes(parameter.name)) parameter.required = false
    }
    return [path.startsWith(base) ? path.slice(base.length) : path, methods] as const
  })
  return { ...document, paths: Object.fromEntries(paths) }
}

/**
 * Loads the generator of types. It needs the JavaScript API of TypeScript, which TypeScript 7 does
 * not have.
 */
async function loadGenerator() {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier === 'typescript' ? '@ts-morph/common/dist/typescript.js' : specifier, context),
  })
  const { default: generate, astToString } = await import('openapi-typescript')
  hooks.deregister()
  return async (document: Document) => astToString(await generate(JSON.stringify(document)))
}

const listed = (await Promise.all(surfaces.map(({ load }) => load())))
  .flatMap((module): unknown[] => Object.values(module))
  .filter(isSurface)
const generate = await loadGenerator()
const isControl = ({ base }: Surface) => !base.startsWith('/open-banking/v4.0')
const contracts: Record<string, Document> = {
  'open-banking': buildDocument(
    listed.filter((surface) => !isControl(surface)),
    '/open-banking/v4.0',
  ),
  control: buildDocument(listed.filter(isControl), '/control'),
}

mkdirSync(folder, { recursive: true })
for (const [name, document] of Object.entries(contracts))
  writeFileSync(new URL(`${name}.d.ts`, folder), await generate(document))
