import { html } from 'hono/html'
import type { Html } from '#apps/authorization/pages/page.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { AccountAccessRecord } from '#bank/consents/consent.ts'
import type { Permission } from '#bank/consents/permission.ts'
import { type Cluster, clusterNames, clusters } from '#bank/consents/permission-clusters.ts'
import { type IconName, icon } from '#looks/index.ts'

const icons: Readonly<Record<Cluster, IconName>> = {
  account: 'bank',
  regular: 'repeat',
  transactions: 'list',
  statements: 'file',
  features: 'gift',
  party: 'person',
  card: 'card',
}

/**
 * Lists permissions in the groups of the standard's customer experience guidelines. Each group
 * opens to show its permissions. The last row says until when, unless the consent is over.
 */
export function permissionRows(t: Texts, consent: AccountAccessRecord, isOver: boolean): Html {
  const granted = new Set(consent.permissions)
  const groups = clusterNames.flatMap((cluster) => {
    const held = clusters[cluster].filter((permission) => granted.has(permission) && !isImplied(permission, granted))
    if (held.length === 0) return []
    const isWindowed = cluster === 'transactions'
    const brief = [...briefsOf(t, held), ...(isWindowed ? windowOf(t.consent.windowBrief, t.mediumDate, consent) : [])]
    const said = [
      ...held.map((one) => t.permissions[one]),
      ...(isWindowed ? windowOf(t.consent.window, t.date, consent) : []),
    ]
    return [row(icons[cluster], t.clusters[cluster], t.briefly(brief), said)]
  })
  return html`<ul class="box rows">${groups}${isOver ? '' : untilRow(t, consent)}</ul>`
}

/** A row that opens without a script. */
const row = (name: IconName, title: string, brief: string, all: readonly string[]): Html =>
  html`<li><details><summary><span class="ico">${icon(name)}</span><span><strong>${title}</strong> <small>${brief}</small></span><span class="opens">${icon('plus')}</span></summary><ul class="dots">${all.map((one) => html`<li>${one}</li>`)}</ul></details></li>`

function untilRow(t: Texts, { expiresAt }: AccountAccessRecord): Html {
  const words = t.consent
  return expiresAt === undefined
    ? row('calendar', words.openEnded, words.openEndedHint, [words.stop])
    : row('calendar', words.until(t.date(expiresAt)), words.untilHint, [words.stop])
}

/** The permissions in a few words. Money in and money out together go without saying. */
function briefsOf(t: Texts, held: readonly Permission[]): string[] {
  const directions: readonly Permission[] = ['ReadTransactionsCredits', 'ReadTransactionsDebits']
  const isBoth = directions.every((one) => held.includes(one))
  return held.filter((one) => !(isBoth && directions.includes(one))).map((one) => t.briefs[one])
}

/** A detail permission implies its basic one, which is then not listed. */
const isImplied = (permission: Permission, granted: ReadonlySet<Permission>): boolean =>
  permission.endsWith('Basic') &&
  permission !== 'ReadAccountsBasic' &&
  granted.has(permission.replace('Basic', 'Detail') as Permission)

/** Says from when to when the app sees transactions, if the consent limits it. */
function windowOf(
  words: Texts['consent']['window'],
  dateOf: (at: number) => string,
  { transactionsFrom, transactionsTo }: AccountAccessRecord,
): string[] {
  const [from, to] = [transactionsFrom, transactionsTo].map((at) => (at === undefined ? undefined : dateOf(at)))
  if (from !== undefined && to !== undefined) return [words.both(from, to)]
  if (from !== undefined) return [words.from(from)]
  return to === undefined ? [] : [words.to(to)]
}
