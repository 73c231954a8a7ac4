import type * as z from 'zod'
import {
  authorisedConsents,
  closedAccounts,
  consents,
  consentUses,
  dueItems,
  edits,
  events,
  executions,
  fileParts,
  formerConsents,
  futureDatedOrders,
  type InEpoch,
  idempotentRequests,
  legs,
  orders,
  ordersAwaitingApproval,
  partners,
  registrations,
  software,
  timedEvents,
  worlds,
} from '#store/records.ts'
import type { Key } from '#store/store.ts'

/** The two partitions of a world: what belongs to the world itself, and its overlay. */
export const sections = ['world', 'overlay'] as const
export type Section = (typeof sections)[number]

/** A kind of record that is a part of a world wherever the world is copied to. */
export type ContentKind = {
  readonly section: Section
  /** What every path of this kind, and perhaps of others, begins with. */
  readonly prefix: string
  /** The paths of this kind; the groups identify the object. */
  readonly path: RegExp
  readonly schema: z.ZodType
  /** The word of the API and the glossary for it; absent for records that only repeat others. */
  readonly word?: string
}

const name = '([^/]+)'
const pathOf = (...parts: string[]) => new RegExp(`^${parts.join('/')}$`)

/**
 * What a world consists of, by ascending prefix in each section. All other records are secrets,
 * such as keys, tokens, sessions and one-time codes, or serve requests that are under way. They
 * never leave their world, so a new kind of record stays in its world until it is added here.
 */
export const worldContent: readonly ContentKind[] = [
  { section: 'world', prefix: 'partner/', path: pathOf('partner', name), schema: partners.schema, word: 'partner' },
  {
    section: 'world',
    prefix: 'registration/',
    path: pathOf('registration', name),
    schema: registrations.schema,
    word: 'registration',
  },
  { section: 'world', prefix: 'software/', path: pathOf('software', name), schema: software.schema, word: 'software' },
  {
    section: 'overlay',
    prefix: 'account/',
    path: pathOf('account', name, 'leg', '(\\d{9})'),
    schema: legs.schema,
    word: 'leg',
  },
  { section: 'overlay', prefix: 'ahead/', path: pathOf('ahead', name, name), schema: futureDatedOrders.schema },
  {
    section: 'overlay',
    prefix: 'awaiting/',
    path: pathOf('awaiting', name, name),
    schema: ordersAwaitingApproval.schema,
  },
  {
    section: 'overlay',
    prefix: 'closed/',
    path: pathOf('closed', name),
    schema: closedAccounts.schema,
    word: 'closed-account',
  },
  { section: 'overlay', prefix: 'consent/', path: pathOf('consent', name), schema: consents.schema, word: 'consent' },
  {
    section: 'overlay',
    prefix: 'due/',
    path: pathOf('due', '(\\d{15})', '(\\d{10})', name, '(\\d+)'),
    schema: dueItems.schema,
    word: 'due-item',
  },
  { section: 'overlay', prefix: 'edits', path: pathOf('(edits)'), schema: edits.schema, word: 'custom-data' },
  // Without a word: events repeat what consents and orders say.
  {
    section: 'overlay',
    prefix: 'event/',
    path: pathOf('event', '(\\d{15})', '(\\d{5}[0-9a-z]{6})'),
    schema: events.schema,
  },
  {
    section: 'overlay',
    prefix: 'file/',
    path: pathOf('file', name, '(bytes|payments)', '(\\d+)'),
    schema: fileParts.schema,
    word: 'file',
  },
  {
    section: 'overlay',
    prefix: 'former/',
    path: pathOf('former', name),
    schema: formerConsents.schema,
    word: 'deleted-mandate',
  },
  { section: 'overlay', prefix: 'given/', path: pathOf('given', name, name), schema: authorisedConsents.schema },
  {
    section: 'overlay',
    prefix: 'idempotent/',
    path: pathOf('idempotent', name, name),
    schema: idempotentRequests.schema,
  },
  { section: 'overlay', prefix: 'order/', path: pathOf('order', name), schema: orders.schema, word: 'order' },
  {
    section: 'overlay',
    prefix: 'order/',
    path: pathOf('order', name, '(\\d{6})'),
    schema: executions.schema,
    word: 'payment',
  },
  // Without a word: it follows from what consents and orders say.
  {
    section: 'overlay',
    prefix: 'timed/',
    path: pathOf('timed', '(\\d{15})', name, '(\\d+)'),
    schema: timedEvents.schema,
  },
  {
    section: 'overlay',
    prefix: 'used/',
    path: pathOf('used', name, '(\\d{4}-\\d{2}-\\d{2})', name),
    schema: consentUses.schema,
    word: 'consent-use',
  },
]

/** Returns the prefixes of some kinds in a section, in ascending order. */
export const prefixesOf = (section: Section, kinds = worldContent): readonly string[] => [
  ...new Set(kinds.filter((kind) => kind.section === section).map(({ prefix }) => prefix)),
]

const kindsByStart = Map.groupBy(worldContent, ({ prefix }) => startOf(prefix))

function startOf(path: string): string {
  const slash = path.indexOf('/')
  return slash < 0 ? path : path.slice(0, slash)
}

/** Returns the kind of a path; undefined for a record that never leaves its world. */
export const findContentKind = (path: string): ContentKind | undefined =>
  kindsByStart.get(startOf(path))?.find((kind) => kind.path.test(path))

/** Returns the partition of a world that holds a section. */
export const partitionOf = (world: InEpoch, section: Section): string =>
  (section === 'world' ? worlds.key(world.id) : edits.key(world)).partition

/** Returns the ids that a path holds, as `acc_0_current/000000001`. */
export const objectIdOf = ({ path: pattern }: ContentKind, { path }: Pick<Key, 'path'>): string =>
  pattern.exec(path)?.slice(1).join('/') ?? path
