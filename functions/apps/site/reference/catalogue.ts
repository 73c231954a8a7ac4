import { distance } from 'fastest-levenshtein'
import type { Operation, SentMessage, Surface } from '#edge/operation.ts'

/** An operation of the reference. */
export type Entry = {
  readonly id: string
  readonly title: string
  /** The path below the base URL, with the base of its surface. */
  readonly path: string
  readonly operation: Operation
  readonly surface: Surface
}

/** A message that the sandbox sends to receivers. */
export type MessageEntry = { readonly id: string; readonly title: string; readonly message: SentMessage }

/** Operations that people look for together. */
export type Group = {
  readonly name: string
  /** The name of its anchor. */
  readonly anchor: string
  readonly about: string
  readonly entries: readonly Entry[]
}

/** All that the reference shows, in the order of its pages. */
export type Catalogue = {
  readonly groups: readonly Group[]
  readonly entries: readonly Entry[]
  readonly messages: readonly MessageEntry[]
}

/** The groups by what a reader wants to do, each with the tags of its operations. */
const groups: readonly { readonly name: string; readonly about: string; readonly tags: readonly string[] }[] = [
  {
    name: 'See accounts',
    about: 'Accounts with their balances and transactions, and all that belongs to them.',
    tags: [
      'Accounts',
      'Balances',
      'Transactions',
      'Parties',
      'Standing Orders',
      'Direct Debits',
      'Beneficiaries',
      'Scheduled Payments',
      'Statements',
      'Offers',
      'Products',
      'Account Access Consents',
    ],
  },
  {
    name: 'Pay once',
    about: 'A payment now, in pounds or abroad, or a file of payments. First the consent, then the order.',
    tags: ['Domestic payments', 'International payments', 'File payments'],
  },
  {
    name: 'Pay regularly and later',
    about: 'Payments on a later day, and standing orders.',
    tags: [
      'Domestic scheduled payments',
      'Domestic standing orders',
      'International scheduled payments',
      'International standing orders',
    ],
  },
  {
    name: 'Pay on a mandate (VRP)',
    about: 'The customer authorises a mandate once. Then you pay within its limits.',
    tags: ['Domestic VRP Consents', 'Domestic VRPs'],
  },
  {
    name: 'Confirm funds',
    about: 'For card issuers: does an account have this amount now?',
    tags: ['Funds Confirmations'],
  },
  {
    name: 'Events',
    about: 'What happened: to read, to follow, or sent to a URL of yours.',
    tags: ['Events', 'Webhooks', 'Event Subscriptions', 'Callback URLs'],
  },
  {
    name: 'Register an app',
    about: 'Partners with keys and certificates, software in the directory, and developer tokens.',
    tags: ['Partners', 'Developer tokens', 'Directory'],
  },
  {
    name: 'Drive the sandbox',
    about:
      'What no bank has: worlds, a clock that you move, faults on purpose, a log of every call, snapshots and forks.',
    tags: [
      'Worlds',
      'Clock',
      'Faults',
      'Request log',
      'Snapshots and forks',
      'Outages',
      'Customers',
      'Custom data',
      'Robots',
      'Approvals',
      'Catalogues',
    ],
  },
  { name: "The bank's status", about: 'Outages, as the bank announces them.', tags: ['Status of the bank'] },
]

/** Builds the catalogue of surfaces. An operation whose tag has no group stands in the last one. */
export function buildCatalogue(surfaces: readonly Surface[]): Catalogue {
  const all = surfaces.flatMap((surface) =>
    surface.operations.map((operation): Entry => {
      const { id, summary, path } = operation
      return { id, title: summary, path: surface.base + path, operation, surface }
    }),
  )
  const known = groups.flatMap(({ tags }) => tags)
  const others = new Set(all.map(({ operation }) => operation.tag).filter((tag) => !known.includes(tag)))
  const filled = groups.map(({ name, about, tags }, n): Group => {
    const own = n === groups.length - 1 ? [...tags, ...others] : tags
    const entries = own.flatMap((tag) => all.filter(({ operation }) => operation.tag === tag))
    return { name, anchor: anchorOf(name), about, entries }
  })
  return {
    groups: filled,
    entries: filled.flatMap(({ entries }) => entries),
    messages: surfaces
      .flatMap(({ messages = [] }) => messages)
      .map((message) => ({ id: message.name, title: message.title, message })),
  }
}

/** Returns the anchor of a group: `pay-once`. */
export const anchorOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-')
    .replace(/-$/, '')

/** Tells whether a text has all words of a search, in any case. */
const hasWords = (text: string, words: readonly string[]) => words.every((word) => text.includes(word))

/** Returns what the search finds: all words stand in the title, name, path or tag. */
export function searchCatalogue({ groups, messages }: Catalogue, query: string): Catalogue {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found = groups.map((group) => ({
    ...group,
    entries: group.entries.filter(({ id, title, path, operation: { tag, method, description = '' } }) =>
      hasWords(`${id} ${title} ${method} ${path} ${tag} ${group.name} ${description}`.toLowerCase(), words),
    ),
  }))
  return {
    groups: found.filter(({ entries }) => entries.length > 0),
    entries: found.flatMap(({ entries }) => entries),
    messages: messages.filter(({ id, title }) => hasWords(`${id} ${title} event webhook`.toLowerCase(), words)),
  }
}

const longestName = 100

/** Lists the operations and messages whose names are nearest to an unknown one. */
export function findNearest({ entries, messages }: Catalogue, name: string): (Entry | MessageEntry)[] {
  const sent = name.toLowerCase().slice(0, longestName)
  return [...entries, ...messages]
    .map((one) => ({ one, letters: distanceOf(one.id.toLowerCase(), sent) }))
    .sort((a, b) => a.letters - b.letters)
    .slice(0, 5)
    .map(({ one }) => one)
}

/** The edit distance in letters. A name that contains what was sent is near. */
const distanceOf = (known: string, sent: string) =>
  sent.length > 3 && known.includes(sent) ? (known.length - sent.length) / known.length : distance(known, sent)
