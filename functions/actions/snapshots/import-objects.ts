import { setImmediate as nextTurn } from 'node:timers/promises'
import * as z from 'zod'
import { type ContentKind, findContentKind, partitionOf, sections } from '#actions/worlds/world-content.ts'
import { PublicJwk, PublicJwks } from '#bank/partners/jwks.ts'
import { PartnerName } from '#bank/partners/partner.ts'
import { findCloudFault, RedirectUris, WebUri } from '#bank/partners/redirect-uri.ts'
import { checkValue, type DocumentLine, lineProblem, parseObjectOrEnd } from '#bank/worlds/document-reader.ts'
import type { DocumentEnd, DocumentObject } from '#bank/worlds/world-document.ts'
import { readEdits } from '#store/edits.ts'
import type { InEpoch } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { limits, type Write } from '#store/store.ts'
import { DamagedRecord } from '#store/store-failure.ts'
import type { Sandbox } from '#store/world.ts'
import { fromPortable } from './portable-values.ts'

/** What was stored of a document so far. */
export type StoredObjects = {
  /** How many lines there were, the header included. */
  readonly lines: number
  /** The path of the last object. */
  readonly last?: string | undefined
  /** The last line of the document, once it has come. */
  readonly end?: DocumentEnd
}

/**
 * Checks the lines of a document after its header, and stores its objects in the partitions of a
 * world that has no record yet, so that no request sees them. Stores nothing of a line that breaks
 * a rule, or of the lines after it.
 */
export async function storeObjects(
  sandbox: Sandbox,
  world: InEpoch,
  lines: Iterable<DocumentLine>,
  before: StoredObjects,
): Promise<StoredObjects> {
  const writer = createWriter(sandbox)
  let stored = before
  for (const line of lines) {
    if (stored.end) throw lineProblem(line.n, 'must not follow the last line, which holds the SHA-256')
    const parsed = parseObjectOrEnd(line)
    if ('objects' in parsed) {
      stored = { ...stored, lines: line.n, end: parsed }
      continue
    }
    const kind = checkObject(sandbox, line, parsed, stored.last)
    const key = { partition: partitionOf(world, kind.section), path: parsed.path }
    const value = fromPortable(kind, parsed.value, world.id)
    await writer.add({ put: key, expect: 'anything', value }, line.text.length)
    stored = { lines: line.n, last: parsed.path }
  }
  await writer.flush()
  return stored
}

/** How many commits run at once, and how many bytes one has: less than `limits`, as text grows. */
const [mostCommits, mostCharacters] = [4, limits.bytesPerCommit / 8]

/** Groups writes into commits, and runs some commits at once. */
function createWriter({ store }: Sandbox) {
  let groups: Write[][] = [[]]
  let characters = 0
  const flush = async () => {
    await Promise.all(groups.filter(({ length }) => length > 0).map((group) => store.commit(group)))
    groups = [[]]
    characters = 0
    // Other requests can run after each group of commits.
    await nextTurn()
  }
  return {
    flush,
    async add(write: Write, size: number): Promise<void> {
      const isFull = groups.at(-1)?.length === limits.writesPerCommit || characters + size > mostCharacters
      if (isFull && groups.length === mostCommits) await flush()
      else if (isFull) {
        groups.push([])
        characters = 0
      }
      groups.at(-1)?.push(write)
      characters += size
    },
  }
}

/** Checks one object, and returns its kind. `last` is the path of the object before it. */
function checkObject(
  sandbox: Sandbox,
  line: DocumentLine,
  object: DocumentObject,
  last: string | undefined,
): ContentKind {
  const { n } = line
  const { path } = object
  const kind = findContentKind(path)
  if (!kind) throw lineProblem(n, `must be a path that an export has (got ${path.slice(0, 60)})`, 'path')
  if (last !== undefined && comparePaths(last, path) >= 0)
    throw lineProblem(n, `must come after ${last.slice(0, 60)}, the path of the line before`, 'path')
  checkValue(kind.schema, line, object)
  checkValue(rulesOf(kind, sandbox), line, object)
  const ids = kind.path.exec(path)?.slice(1) ?? []
  // Readers pass what stands before the last event, so a later one must not come before it.
  if (kind.prefix === 'event/' && Number(ids[0]) > readSteadyTime(sandbox))
    throw lineProblem(n, 'must not be after the clock of this machine; correct that clock', 'path')
  for (const [index, { field, expected }] of identityOf(kind, ids).entries()) {
    if (expected === undefined || object.value[field] === expected) continue
    throw lineProblem(n, `must be ${expected}, as its path says at place ${index + 1}`, `value.${field}`)
  }
  if (kind.word === 'custom-data') checkPackedEdits(line, object)
  return kind
}

/** Rejects custom data that cannot be unpacked or read. */
function checkPackedEdits({ n }: DocumentLine, { path, value }: DocumentObject): void {
  try {
    readEdits({ key: { partition: 'importing', path }, version: 1, value })
  } catch (error) {
    if (!(error instanceof DamagedRecord)) throw error
    throw lineProblem(n, 'must be custom data, deflated and in base64', 'value.packed')
  }
}

/** Orders paths as a document does: by section, then by the bytes of the path. */
function comparePaths(one: string, other: string): number {
  const rankOf = (path: string) => sections.indexOf(findContentKind(path)?.section ?? 'overlay')
  return rankOf(one) - rankOf(other) || Buffer.compare(Buffer.from(one), Buffer.from(other))
}

/** Returns the fields that must repeat the ids of a path. */
function identityOf({ word }: ContentKind, [first, second, third, fourth]: readonly string[]) {
  const field = (name: string, expected: string | number | undefined) => ({ field: name, expected })
  if (word === 'leg') return [field('account', first), field('seq', Number(second))]
  if (word === 'due-item')
    return [field('at', Number(first)), field('seq', Number(second)), field('order', third), field('n', Number(fourth))]
  const hasId = ['partner', 'software', 'consent', 'deleted-mandate', 'order'].includes(word ?? '')
  return hasId ? [field('id', first)] : []
}

/**
 * What partners and software must keep to, beyond the form of their records: as at registration.
 */
const registered = { redirectUris: RedirectUris, name: PartnerName, jwks: PublicJwks, logoUri: WebUri.optional() }
const inCloud = {
  ...registered,
  redirectUris: RedirectUris.refine((uris) => !uris.some(findCloudFault), {
    error: 'must be https in the cloud, except for a loopback host',
  }),
}
/** Certificates stay in their world (portable-values.ts). */
const partner = { certificateSubject: z.literal('').optional() }
const software = { transportKey: PublicJwk, certificate: z.looseObject({ der: z.literal('') }) }
const rules = {
  partner: { local: z.looseObject({ ...registered, ...partner }), cloud: z.looseObject({ ...inCloud, ...partner }) },
  software: { local: z.looseObject({ ...registered, ...software }), cloud: z.looseObject({ ...inCloud, ...software }) },
}

function rulesOf({ word }: ContentKind, { isLocal }: Sandbox): z.ZodType {
  if (word !== 'partner' && word !== 'software') return z.unknown()
  return rules[word][isLocal ? 'local' : 'cloud']
}
