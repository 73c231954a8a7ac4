import { createHash } from 'node:crypto'
import * as z from 'zod'
import { findContentKind, prefixesOf, sections } from '#actions/worlds/world-content.ts'
import { formatCursor, parseCursor } from '#bank/base/page-cursor.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { generator } from '#bank/worlds/world.ts'
import { type DocumentHeader, type DocumentObject, formatLine } from '#bank/worlds/world-document.ts'
import { toPortable } from './portable-values.ts'
import { listItems, type WorldState } from './world-state.ts'

/**
 * The most bytes of one page: a Lambda answers at most 6 MB, in base64. A laptop has no such limit.
 */
export const pageBytes = { cloud: 4_000_000, local: 256_000_000 } as const

/**
 * Where the next page begins. `chain` is a digest of all pages so far, by which the last page finds
 * out whether the world has changed since. `now` is the instant in the header.
 */
const Cursor = z.strictObject({
  epoch: z.int().min(0),
  now: z.int(),
  section: z.enum(sections),
  path: z.string().min(1),
  objects: z.int().min(0),
  chain: z.string().min(1),
})
type Cursor = z.output<typeof Cursor>

/**
 * A part of the document of a world. `next` is absent on the last page, which ends the document.
 */
export type WorldExport = { readonly bytes: Uint8Array<ArrayBuffer>; readonly next?: string }

/**
 * Exports a world as a document (bank/worlds/world-document.ts), in pages of at most `most` bytes.
 * Before the end is written, all is read again: an export of a world that has changed since is
 * rejected with `conflict`. So a document is always of one instant.
 */
export async function exportWorld(
  state: WorldState,
  _grant: Grant<'world'>,
  page: string | undefined,
  most: number,
): Promise<WorldExport> {
  const from = page === undefined ? undefined : parseCursor(Cursor, page)
  if (from && from.epoch !== state.epoch) throw changed(state)
  const begun = { ...state, now: from?.now ?? state.now }
  const header = buildHeader(begun)
  for (let attempt = 1; ; attempt++) {
    const { lines, after } = await renderPage(begun, header, from, most)
    if (!after.isLast) return { bytes: joinLines(lines), next: formatCursor(after.cursor) }
    const whole = await digestDocument(begun, header, most)
    if (whole.chain === after.cursor.chain) {
      const end = formatLine({ objects: after.cursor.objects, sha256: whole.sha256 })
      return { bytes: joinLines([...lines, Buffer.from(end)]) }
    }
    if (from || attempt === mostAttempts) throw changed(state)
  }
}

/** How often a document of one page is begun again, because its world has changed. */
const mostAttempts = 5

const changed = ({ id }: WorldState) =>
  new Problem(
    'conflict',
    `${id} was changed while it was exported; stop requests and pause its clock, then export it from its first page`,
  )

const joinLines = (lines: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => Buffer.concat(lines)

type Rendered = {
  readonly lines: readonly Buffer[]
  readonly after: { readonly cursor: Cursor; readonly isLast: boolean }
}

/** Renders the lines of one page, the first of which is the header if it is the first page. */
async function renderPage(
  state: WorldState,
  header: DocumentHeader,
  from: Cursor | undefined,
  most: number,
): Promise<Rendered> {
  const chain = createHash('sha256').update(from?.chain ?? '')
  const lines: Buffer[] = []
  let bytes = 0
  let place: Pick<Cursor, 'section' | 'path' | 'objects'> = from ?? { section: 'world', path: '\0', objects: 0 }
  const endPage = (isLast: boolean): Rendered => {
    const { section, path, objects } = place
    const cursor = { epoch: state.epoch, now: state.now, section, path, objects, chain: chain.digest('base64url') }
    return { lines, after: { cursor, isLast } }
  }
  const add = (line: Buffer, version: number) => {
    chain.update(line).update(`${version}\n`)
    lines.push(line)
    bytes += line.length
  }
  if (!from) add(Buffer.from(formatLine(header)), 0)
  for await (const { section, path, value, version } of listObjects(state, from)) {
    const line = Buffer.from(formatLine({ path, value }))
    // Room is left for the end.
    if (lines.length > 0 && bytes + line.length > most - endBytes) return endPage(false)
    add(line, version)
    place = { section, path, objects: place.objects + 1 }
  }
  return endPage(true)
}

/** More than the last line has. */
const endBytes = 200

/**
 * Renders all pages of a document. Returns the number of its objects, the SHA-256 of its text, and
 * the digest of the last page.
 */
export async function digestDocument(
  state: WorldState,
  header: DocumentHeader,
  most: number = pageBytes.cloud,
): Promise<{ objects: number; sha256: string; chain: string }> {
  const sha256 = createHash('sha256')
  for (let from: Cursor | undefined; ; ) {
    const { lines, after } = await renderPage(state, header, from, most)
    for (const line of lines) sha256.update(line)
    if (after.isLast) return { objects: after.cursor.objects, sha256: sha256.digest('hex'), chain: after.cursor.chain }
    from = after.cursor
  }
}

const buildHeader = ({ settings, now }: WorldState): DocumentHeader => ({
  format: 'sandbank-world',
  version: 1,
  generator,
  world: { ...settings, now },
})

type StoredObject = DocumentObject & { readonly section: Cursor['section']; readonly version: number }

/** Lists the objects of a world after a place, in the order of the document. */
async function* listObjects(state: WorldState, from: Cursor | undefined): AsyncGenerator<StoredObject> {
  for (const section of sections.slice(from ? sections.indexOf(from.section) : 0)) {
    const partition = state.partitions[section]
    if (partition === undefined) continue
    const last = section === from?.section ? from.path : undefined
    for (const prefix of prefixesOf(section)) {
      for await (const { key, value, version } of listItems(state.store, partition, prefix, last)) {
        const { path } = key
        const kind = findContentKind(path)
        if (kind) yield { section, path, value: toPortable(kind, value as DocumentObject['value']), version }
      }
    }
  }
}
