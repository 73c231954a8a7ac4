import { html } from 'hono/html'
import type { OwnAccount } from '#apps/authorization/customer/own-accounts.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { Transaction } from '#bank/account-information/transaction.ts'
import { emptyState, icon } from '#looks/index.ts'
import { accountsSection, availability, numberOf } from './accounts.ts'
import { type WaitingRequest, waitingSection } from './overview.ts'
import { ownPage } from './own-page.ts'
import { sum, transactionDays } from './transactions.ts'

export type HomeView = {
  readonly name: string
  readonly token: string
  /** The main account first. */
  readonly accounts: readonly OwnAccount[]
  readonly canPay: boolean
  /** The last transactions of the main account. */
  readonly latest: readonly Transaction[]
  readonly waiting: readonly WaitingRequest[]
  /** How many apps have a permission now. */
  readonly apps: number
}

/** The first page of a customer's bank: accounts, what waits, and the latest transactions. */
export function homePage(settings: PageSettings, view: HomeView): Html {
  const { t, base } = settings
  const { name, token, accounts, canPay, latest, waiting, apps } = view
  const words = t.bank
  const [main, ...others] = accounts
  const pay = html`<a class="btn" href="${base}/customer/pay">${icon('arrow')}${words.payFriend}</a>`
  return ownPage(
    settings,
    words.places.home,
    html`<h1>${words.hello(name.split(' ')[0] ?? name)}</h1>
<div class="own-home"><div>
${waitingSection(settings, waiting)}
${
  main
    ? html`<section class="main-account" aria-labelledby="main-account"><h2 id="main-account"><a href="${base}/customer/accounts/${main.id}">${main.name}</a></h2><p class="xs">${numberOf(t, main)}</p>
<p class="big">${sum(t, main.balance, main.currency)}</p><p class="small">${availability(t, main)}</p>
<p class="actions">${canPay ? pay : nothing}<a class="btn quiet" href="${base}/customer/accounts/${main.id}">${icon('list')}${words.see}<span class="hide">: ${words.seeAll}</span></a></p></section>`
    : nothing
}
${accountsSection(settings, others)}
<section aria-labelledby="apps"><h2 id="apps" class="hide">${words.appsTitle}</h2><a class="box way" href="${base}/customer/apps"><span class="ico">${icon('shield')}</span><span class="what"><strong>${words.appsTitle}</strong><small>${words.appsHint(apps)}</small></span>${icon('arrow')}</a></section>
</div><section aria-labelledby="latest"><h2 id="latest">${words.latest}</h2>
${latest.length === 0 ? emptyState('list', words.noTransactions, words.noTransactionsHint) : transactionDays(settings, latest)}
${main && latest.length > 0 ? html`<p class="more"><a href="${base}/customer/accounts/${main.id}">${words.seeAll}</a></p>` : nothing}
</section></div>`,
    { name, token, place: 'home' },
  )
}
