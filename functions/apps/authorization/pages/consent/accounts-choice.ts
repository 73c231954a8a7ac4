import { html } from 'hono/html'
import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'

type Choice = {
  readonly parts: ConsentParts
  readonly accounts: readonly PayingChoice[]
  /** The accounts that are selected at first. */
  readonly before: ReadonlySet<string>
  readonly isWrong: boolean
}

/** The eligible accounts: checkboxes, radio buttons, or the one account that the partner named. */
export function accountsChoice(settings: PageSettings, { parts, accounts, before, isWrong }: Choice): Html {
  const { legend, hint, isOne, isFixed, leaves } = parts.accounts
  const field = isFixed ? 'hidden' : isOne ? 'radio' : 'checkbox'
  return html`<fieldset ${isWrong ? html`aria-describedby="wrong"` : nothing}><legend>${legend}</legend>
${hint === undefined ? nothing : html`<p class="hint">${hint}</p>`}
${accounts.map((one) => box(settings, field, one, { leaves: leaves?.(one), isChosen: before.has(one.id) }))}</fieldset>
${isFixed && accounts[0] ? warningOf(parts, accounts[0]) : nothing}`
}

/** The warning for an account without enough money. */
export const warningOf = ({ accounts }: ConsentParts, { isEnough }: PayingChoice): Html =>
  isEnough ? nothing : html`<p class="warning">${accounts.notEnough}</p>`

function box(
  { t }: PageSettings,
  type: 'hidden' | 'radio' | 'checkbox',
  one: PayingChoice,
  { leaves, isChosen }: { leaves: string | undefined; isChosen: boolean },
): Html {
  const { id, name, product, number, balance, currency, isEnough } = one
  const input = html`<input type="${type}" name="account" value="${id}" ${isChosen && type !== 'hidden' ? html`checked` : nothing}>`
  const words = html`<span><strong>${name}</strong> <span>${product}, ${t.consent.ending(number)}</span>${
    leaves === undefined ? nothing : html` <span>${leaves}</span>`
  }${isEnough ? nothing : html` <span class="short">${t.payment.notEnough}</span>`}</span> <span class="money">${t.money(balance, currency)}</span>`
  // The customer cannot choose here, so the account has no label.
  return type === 'hidden'
    ? html`<div class="choice fixed">${input}
${words}</div>`
    : html`<label class="choice">${input}
${words}</label>`
}
