import { html } from 'hono/html'
import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { type Html, nothing, warning } from '#apps/authorization/pages/page.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'

type Choice = {
  readonly parts: ConsentParts
  readonly accounts: readonly PayingChoice[]
  /** The accounts that are selected at first. */
  readonly before: ReadonlySet<string>
  readonly isWrong: boolean
}

/** What the form sends in place of an account to share all of them. */
export const allAccounts = 'all'

/**
 * The eligible accounts: checkboxes, radio buttons, or the one account that the partner named.
 * Several accounts can be shared with one press.
 */
export function accountsChoice(settings: PageSettings, { parts, accounts, before, isWrong }: Choice): Html {
  const { t } = settings
  const { legend, hint, isOne, isFixed } = parts.accounts
  const type = isFixed ? 'hidden' : isOne ? 'radio' : 'checkbox'
  const rows = accounts.map((one) => {
    const input = html`<input type="${type}" name="account" value="${one.id}"${before.has(one.id) && !isFixed ? html` checked` : nothing}>`
    // The customer cannot choose here, so the account has no label.
    return isFixed
      ? html`<div class="choice">${input}${accountWords(settings, parts, one)}</div>`
      : html`<label class="choice">${input}${accountWords(settings, parts, one)}</label>`
  })
  return html`<div class="accounts" role="${type === 'radio' ? 'radiogroup' : 'group'}" aria-labelledby="accounts"${isWrong ? html` aria-describedby="wrong"` : nothing}>
<div class="accounts-head"><div><h2 id="accounts">${legend}</h2>${hint === undefined ? nothing : html`<p class="hint">${hint}</p>`}</div>${type === 'checkbox' && accounts.length > 1 ? html`<label class="all"><span>${t.consent.all}</span><input type="checkbox" name="account" value="${allAccounts}"></label>` : nothing}</div>
<div class="box">${rows}</div></div>
${isFixed && accounts[0] ? warningOf(parts, accounts[0]) : nothing}`
}

/** The accounts that the customer chose, for a last look. */
export const chosenAccounts = (settings: PageSettings, parts: ConsentParts, accounts: readonly PayingChoice[]): Html =>
  html`<div class="box">${accounts.map((one) => html`<div class="choice">${accountWords(settings, parts, one)}</div>`)}</div>
${accounts.map((one) => warningOf(parts, one))}`

/** The warning for an account without enough money. */
export const warningOf = ({ accounts }: ConsentParts, { isEnough }: PayingChoice): Html =>
  isEnough ? nothing : warning(accounts.notEnough)

/** An account in words: its name, product, number, debit and balance. */
function accountWords({ t }: PageSettings, parts: ConsentParts, one: PayingChoice): Html {
  const { name, product, number, balance, currency, isEnough } = one
  const leaves = parts.accounts.leaves?.(one)
  return html`<span><strong>${name}</strong> <small>${product}, ${t.consent.ending(number)}</small>${
    leaves === undefined ? nothing : html` <small>${leaves}</small>`
  }${isEnough ? nothing : html` <small class="short">${t.payment.notEnough}</small>`}</span> <span class="money">${t.money(balance, currency)}</span>`
}
