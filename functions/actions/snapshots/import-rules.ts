import { mostClosed } from '#actions/accounts/close.ts'
import { proveLedger } from '#actions/ledger/proof.ts'
import { checkEdits } from '#actions/worlds/edits.ts'
import { parsePopulation, seedOf } from '#actions/worlds/worlds.ts'
import { parseRobot } from '#bank/authorization/robot.ts'
import { Problem } from '#bank/base/problem.ts'
import { type Clock, earliestNow, endOfTime, latestNow } from '#bank/time/clock.ts'
import { lineProblem } from '#bank/worlds/document-reader.ts'
import { generator, type WorldRecord } from '#bank/worlds/world.ts'
import type { DocumentEnd, DocumentHeader } from '#bank/worlds/world-document.ts'
import { buildEditsWrite, readEdits } from '#store/edits.ts'
import { closedAccounts, dueItems, edits, futureDatedOrders, type InEpoch, legs, worlds } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Item, Key } from '#store/store.ts'
import { openWorld, type Sandbox, type World } from '#store/world.ts'
import { digestDocument } from './world-export.ts'
import { stateOfWorld } from './world-state.ts'

/** Rejects a header whose settings no world can have. */
export function checkHeader(header: DocumentHeader): DocumentHeader {
  const { seed, seedText, size, mix, start, now, robot } = header.world
  if (seedText !== undefined && seedOf(seedText).seed !== seed)
    throw lineProblem(1, `must be the seed of its text ${seedText}`, 'world.seed')
  requireInstant(start, 'world.start', Date.parse(earliestNow), Date.parse(latestNow))
  requireInstant(now, 'world.now', start, Date.parse(endOfTime))
  if (robot !== undefined && parseRobot(robot, 'line 1 world.robot') === undefined)
    throw lineProblem(1, 'must be absent where people decide', 'world.robot')
  if (mix) checkMix(size, mix)
  return header
}

function requireInstant(at: number, field: string, from: number, to: number): void {
  if (at < from || at > to) throw lineProblem(1, `must be from ${from} to ${to} (got ${at})`, field)
}

function checkMix(size: number, mix: NonNullable<DocumentHeader['world']['mix']>): void {
  const personas = Object.fromEntries(mix)
  if (Object.keys(personas).length !== mix.length) throw lineProblem(1, 'must name each persona once', 'world.mix')
  try {
    parsePopulation({ size, personas })
  } catch (error) {
    throw error instanceof Problem ? lineProblem(1, error.message, 'world.mix') : error
  }
}

/** What was stored of a document: the id of its world, and how many lines it has. */
type Imported = { readonly world: string; readonly lines: number }

/**
 * Reads all that was stored of a document, and compares it with the last line. Checks its custom
 * data and proves its money. Returns the record of its world.
 */
export async function checkImport(
  sandbox: Sandbox,
  { world: id, lines }: Imported,
  header: DocumentHeader,
  { objects, sha256 }: DocumentEnd,
  controlDigest: string,
): Promise<WorldRecord> {
  const { now, rate, ...settings } = header.world
  const clock: Clock = { real: readSteadyTime(sandbox), world: now, rate }
  const bare: WorldRecord = { id, epoch: 0, generator, ...settings, clock, controlDigest }
  const found = await digestDocument(stateOfWorld(openAsStored(sandbox, bare)), header)
  if (found.objects !== objects)
    throw lineProblem(lines, `must be the number of objects (got ${objects} for ${found.objects})`, 'objects')
  if (found.sha256 !== sha256)
    throw lineProblem(
      lines,
      'must be the SHA-256 of all bytes before this line: the document was altered; get it again, and send it with a new x-idempotency-key if it comes in parts',
      'sha256',
    )
  const record = { ...bare, ...(await readOverlayState(sandbox, bare)) }
  const world = openAsStored(sandbox, record)
  await checkCustomData(world)
  const { breaks } = await proveLedger(world)
  if (breaks) {
    const where = breaks.account === undefined ? `payment ${breaks.payment}` : `leg ${breaks.seq} of ${breaks.account}`
    throw new Problem('field-invalid', `${where}: ${breaks.why}; the money of the document does not add up`, {
      path: where,
    })
  }
  return record
}

/** Opens a world that has no stored record. */
const openAsStored = (sandbox: Sandbox, value: WorldRecord): World =>
  openWorld(sandbox, { key: worlds.key(value.id), version: 1, value }, undefined)

/** Reads what the record of a world says about its overlay. */
async function readOverlayState({ store }: Sandbox, record: WorldRecord) {
  const world = { id: record.id, record }
  const first = async ({ partition, path }: Key): Promise<Item | undefined> =>
    (await store.list(partition, { prefix: path.slice(0, path.indexOf('/') + 1), limit: 1 }))[0]
  const leg = await first(legs.key(world, '', ''))
  const ahead = await first(futureDatedOrders.key(world, { account: '', id: '' }))
  const due = await first(dueItems.key(world, { at: 0, seq: 0, order: '', n: 0 }))
  const [document] = await store.get([edits.key(world)])
  const closed = await readClosed(store, world)
  return {
    ...(leg && { moved: true }),
    ...(ahead && { dated: true }),
    ...(due && { nextDue: dueItems.read(due).at }),
    ...(document && { edits: edits.read(document).digest }),
    ...(closed && { closed }),
  }
}

/** Reads which accounts are closed. Rejects more than a world may have. */
async function readClosed(store: Sandbox['store'], world: InEpoch): Promise<WorldRecord['closed']> {
  const { partition, path: prefix } = closedAccounts.key(world, '')
  const items = await store.list(partition, { prefix, limit: mostClosed + 1 })
  if (items.length > mostClosed)
    throw new Problem('limit-reached', `a world has at most ${mostClosed} closed accounts; the document has more`)
  if (items.length === 0) return undefined
  return Object.fromEntries(items.map((item) => [item.key.path.slice(prefix.length), closedAccounts.read(item).at]))
}

/** Rejects custom data that breaks a rule in its world. */
async function checkCustomData(world: World): Promise<void> {
  const [item] = await world.sandbox.store.get([edits.key(world)])
  if (!item) return
  const document = readEdits(item)
  if (buildEditsWrite(world.record, document).digest !== edits.read(item).digest)
    throw new Problem('field-invalid', 'edits: its digest must be the SHA-256 of the custom data', { path: 'edits' })
  checkEdits(world, document)
}
