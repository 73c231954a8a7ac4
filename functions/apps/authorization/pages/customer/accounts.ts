import { html } from 'hono/html'
import type { OwnAccount } from '#apps/authorization/customer/own-accounts.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import { icon } from '#looks/index.ts'
import { sum } from './transactions.ts'

const signs = { CACC: 'bank', SVGS: 'gift', CARD: 'card', LOAN: 'house' } as const

/** Lists accounts with their balances. */
export const accountsSection = (settings: PageSettings, accounts: readonly OwnAccount[]): Html =>
  accounts.length === 0
    ? nothing
    : html`<section aria-labelledby="others"><h2 id="others">${settings.t.bank.yourAccounts}</h2><ul class="box accounts-list">${accounts.map((one) => renderAccount(settings, one))}</ul></section>`

function renderAccount({ t, base }: PageSettings, one: OwnAccount): Html {
  return html`<li><a href="${base}/customer/accounts/${one.id}"><span class="ico">${icon(signs[one.type])}</span><span class="what"><strong>${one.name}</strong><small>${one.title}${one.status === 'Enabled' ? nothing : html` · ${statusOf(t, one)}`}</small></span><span class="what end">${sum(t, one.balance, one.currency)}<small>${one.available === undefined || one.available === one.balance ? nothing : t.bank.available(t.money(one.available, one.currency))}</small></span></a></li>`
}

/** The word for an account that is not open. */
export const statusOf = ({ bank }: Texts, { status }: OwnAccount): string | undefined =>
  status === 'Enabled' ? undefined : status === 'Deleted' ? bank.closed : bank.blocked

/** The last four digits, as customers tell accounts apart. */
export const numberOf = ({ bank }: Texts, { title, numbers }: OwnAccount): string =>
  [title, ...numbers.slice(0, 1).map(({ Identification }) => bank.ending(Identification.slice(-4)))].join(', ')

/** What can be spent, and the limit within it. */
export function availability(t: Texts, account: OwnAccount): string | undefined {
  const { available, limit, currency, type } = account
  const words = t.bank
  if (account.status !== 'Enabled') return statusOf(t, account)
  if (available === undefined) return undefined
  const money = t.money(available, currency)
  if (limit === 0n) return words.available(money)
  return (type === 'CARD' ? words.availableCredit : words.availableLimit)(money, t.money(limit, currency))
}
