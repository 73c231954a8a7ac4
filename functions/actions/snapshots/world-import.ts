import { createHmac, hash } from 'node:crypto'
import { checkWorldLimit, storeNewWorld } from '#actions/worlds/new-world.ts'
import { buildWorldView, type NewWorld } from '#actions/worlds/worlds.ts'
import { Problem, type ProblemCode } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { digestOf, formatToken, tokenIdOf } from '#bank/consents/token.ts'
import { iso } from '#bank/time/clock.ts'
import { type DocumentLine, parseHeader, splitLines } from '#bank/worlds/document-reader.ts'
import type { DocumentHeader } from '#bank/worlds/world-document.ts'
import { tokens } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { Conflict, type Item } from '#store/store.ts'
import { findWorld, type Sandbox } from '#store/world.ts'
import { purges, worldImports } from '#store/world-copy-records.ts'
import { storeObjects } from './import-objects.ts'
import { checkHeader, checkImport } from './import-rules.ts'

/** A document, or one part of it. */
export type ImportRequest = {
  readonly bytes: Uint8Array
  /** The number of the part, from 1; absent for a whole document. */
  readonly part?: number | undefined
  /** Empty for none, which only a whole document may have. */
  readonly idempotencyKey: string
  /** The id of the new world, which the store must not have; random if absent. */
  readonly worldId?: string
}

/** How much of a document has been stored. No world exists yet. */
export type ImportProgress = { readonly parts: number; readonly lines: number }

/** The new world, once the last part has come. */
export type ImportResult = NewWorld | ImportProgress

/** How long the parts of a document, and its idempotency key, are kept: in ms of real time. */
const keptForMs = 24 * 3_600_000
/** For how long before the sweep removes a document no part of it is taken. */
const marginMs = 3_600_000

type Import = ReturnType<typeof worldImports.read>
type Known = { readonly value: Import; readonly item: Item | undefined }

/**
 * Imports a document that an export made (bank/worlds/world-document.ts), whole or in parts that
 * come in order under one idempotency key. The objects are stored under the id of a world that does
 * not exist yet. The last commit makes the world, once everything has been read again and compared
 * with the last line. A document that breaks a rule is rejected with the number of its line.
 */
export async function importDocument(
  sandbox: Sandbox,
  _grant: Grant<'worlds'>,
  request: ImportRequest,
): Promise<ImportResult> {
  const { part = 1, idempotencyKey: sent } = request
  if (request.part !== undefined && sent === '') {
    const path = 'header x-idempotency-key'
    throw new Problem('header-missing', `${path}: is required with a part; all parts have the same key`, { path })
  }
  const key = sent === '' ? sandbox.randomText(40) : sent
  const digest = hash('sha256', request.bytes)
  const known = await loadImport(sandbox, key, request.worldId)
  if (known.value.parts >= part) return repeatPart(sandbox, key, known.value, { part, digest })
  if (part !== known.value.parts + 1)
    throw new Problem('field-invalid', `query part: must be ${known.value.parts + 1}, the next part (got ${part})`, {
      path: 'query part',
    })
  await checkWorldLimit(sandbox)
  try {
    return await storePart(sandbox, key, known, { ...request, part, isWhole: request.part === undefined, digest })
  } catch (error) {
    if (error instanceof Problem && !passing.has(error.code)) await forgetImport(sandbox, key)
    if (!(error instanceof Conflict)) throw error
    // Another request with the same part was faster, or the sweep removes the document.
    const { value } = await loadImport(sandbox, key)
    if (value.parts >= part) return repeatPart(sandbox, key, value, { part, digest })
    throw new Problem('conflict', 'the same document is imported by another request; repeat this request')
  }
}

const keyOf = (idempotencyKey: string) => worldImports.key(hash('sha256', idempotencyKey))

/** Loads the import under a key, or begins a new one, which is not stored yet. */
async function loadImport(sandbox: Sandbox, key: string, worldId?: string): Promise<Known> {
  const [item] = await sandbox.store.get([keyOf(key)])
  if (item) return { value: worldImports.read(item), item }
  const value = {
    world: worldId ?? `wld_${sandbox.randomText(10)}`,
    salt: sandbox.randomText(32),
    purgedAt: readSteadyTime(sandbox) + keptForMs + marginMs,
    parts: 0,
    lines: 0,
  }
  return { value, item: undefined }
}

/** Problems that are not of the document: a repeated part may succeed. */
const passing: ReadonlySet<ProblemCode> = new Set(['limit-reached', 'unavailable', 'conflict', 'world-behind'])

/**
 * Forgets a rejected document, so that its key can be used for another one. The sweep removes it.
 */
const forgetImport = ({ store }: Sandbox, key: string): Promise<void> =>
  store.commit([{ delete: keyOf(key), expect: 'anything' }])

/** Answers a part that was stored before, or rejects another part under the same number. */
async function repeatPart(
  sandbox: Sandbox,
  key: string,
  known: Import,
  { part, digest }: { part: number; digest: string },
): Promise<ImportResult> {
  const path = 'header x-idempotency-key'
  if (part !== known.parts || digest !== known.digest)
    throw new Problem('idempotency-mismatch', `${path}: was used with another document; send a new key`, { path })
  return known.isDone ? openNewWorld(sandbox, key, known) : { parts: known.parts, lines: known.lines }
}

type Part = ImportRequest & { readonly part: number; readonly isWhole: boolean; readonly digest: string }

async function storePart(sandbox: Sandbox, key: string, { value, item }: Known, part: Part): Promise<ImportResult> {
  const { store } = sandbox
  const lines = splitLines(part.bytes, value.lines + 1)
  const header: DocumentHeader = value.header === undefined ? checkHeader(takeHeader(lines)) : JSON.parse(value.header)
  const expiresAt = Math.floor((value.purgedAt - marginMs) / 1000)
  const place = { put: keyOf(key), expiresAt }
  // From here on, the sweep removes what is stored of the document, unless it becomes a world.
  const partitions = [`world/${value.world}`, `world/${value.world}/0`]
  const purge = purges.key(value.purgedAt, partitions[0] as string)
  if (!item)
    await store.commit([
      { ...place, expect: 'absent', value },
      { put: purge, expect: 'absent', value: { partitions } },
    ])
  const version = item?.version ?? 1
  const world = { id: value.world, record: { epoch: 0 } }
  const before = { lines: Math.max(value.lines, 1), last: value.last }
  const { end, ...stored } = await storeObjects(sandbox, world, lines, before)
  const after: Import = { ...value, header: JSON.stringify(header), parts: part.part, digest: part.digest, ...stored }
  if (!end && part.isWhole)
    throw new Problem('field-invalid', `line ${stored.lines + 1}: is missing: the last line holds the SHA-256`, {
      path: `line ${stored.lines + 1}`,
    })
  if (!end) {
    await store.commit([{ ...place, expect: { version }, value: after }])
    return { parts: after.parts, lines: after.lines }
  }
  const secrets = secretsOf(key, value)
  const record = await checkImport(sandbox, after, header, end, digestOf(secrets.control))
  const token = digestOf(secrets.developer)
  const createdAt = iso(readSteadyTime(sandbox))
  await storeNewWorld(sandbox, record, [
    { put: tokens.key(record.id, token), expect: 'absent', value: { id: tokenIdOf(token), customer, createdAt } },
    { ...place, expect: { version }, value: { ...after, isDone: true } },
    { delete: purge, expect: { version: 1 } },
  ])
  return openNewWorld(sandbox, key, value)
}

/** The customer of the developer token of an imported world. Each world has this customer. */
const customer = 'cus_0'

function takeHeader(lines: Generator<DocumentLine>): DocumentHeader {
  const { value, done } = lines.next()
  if (done) throw new Problem('body-malformed', 'line 1: is missing: the body must be a document of an export')
  return parseHeader(value)
}

/** Derives the secrets of a new world, so that a repeated request returns the same ones. */
function secretsOf(key: string, { salt }: Import): { control: string; developer: string } {
  const derive = (name: string) => createHmac('sha256', salt).update(`${name} ${key}`).digest('hex').slice(0, 40)
  return { control: derive('control'), developer: derive('developer') }
}

async function openNewWorld(sandbox: Sandbox, key: string, { world: worldId, ...known }: Import): Promise<NewWorld> {
  const world = await findWorld(sandbox, worldId)
  if (!world) throw new Problem('conflict', `${worldId}, the world of this document, was deleted; send a new key`)
  const { control, developer } = secretsOf(key, { world: worldId, ...known })
  return {
    ...buildWorldView(world),
    controlKey: formatToken({ kind: 'ctl', worldId, secret: control }),
    developerToken: formatToken({ kind: 'dev', worldId, secret: developer }),
    customer,
  }
}
