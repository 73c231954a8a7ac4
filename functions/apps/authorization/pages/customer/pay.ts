import { html } from 'hono/html'
import type { PayeeCheck } from '#actions/payments/confirmation-of-payee.ts'
import type { OwnPayment } from '#actions/payments/own-payment.ts'
import type { OwnAccount } from '#apps/authorization/customer/own-accounts.ts'
import {
  type DraftError,
  type DraftField,
  type PaymentDraft,
  typedAccount,
} from '#apps/authorization/customer/payment-draft.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { accountNumber, facts } from '#apps/authorization/pages/facts.ts'
import { alert, form, type Html, nothing, warning } from '#apps/authorization/pages/page.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import { emptyState, face, icon } from '#looks/index.ts'
import { numberOf } from './accounts.ts'
import { ownPage } from './own-page.ts'

type SignedIn = { readonly name: string; readonly token: string }

export type ChoosePayeeView = SignedIn & {
  /** The account that pays, if the customer came from its page. */
  readonly from: string
  readonly sought: string | undefined
  readonly canPay: boolean
  readonly people: readonly { readonly id: string; readonly name: string; readonly number: string }[]
}

/** The first step of a payment: whom to pay. */
export function choosePayeePage(settings: PageSettings, view: ChoosePayeeView): Html {
  const { name, token, from, sought, canPay, people } = view
  const { bank } = settings.t
  const words = bank.pay
  const to = (id: string) => `?${new URLSearchParams({ to: id, ...(from !== '' && { from }) })}`
  const choice = html`<a class="box way" href="${to(typedAccount)}"><span class="ico">${icon('bank')}</span><span class="what"><strong>${words.someone}</strong></span>${icon('arrow')}</a>
<section aria-labelledby="people"><h2 id="people">${words.people}</h2>
<form method="get" role="search" class="row search"><label class="field">${icon('search')}<span class="hide">${words.search}</span><input type="search" name="find" value="${sought ?? ''}" maxlength="40" placeholder="${words.searchBrief}"></label>${from === '' ? nothing : html`<input type="hidden" name="from" value="${from}">`}<button class="btn quiet">${words.find}</button></form>
${sought === undefined ? nothing : html`<p class="small" role="status">${people.length === 0 ? words.foundNone(sought) : nothing} <a href="?">${words.all}</a></p>`}
<ul class="people payees">${people.map((one) => html`<li><a class="person" href="${to(one.id)}">${face(one.name)}<span><strong>${one.name}</strong> <small>${bank.ending(one.number)}</small></span></a></li>`)}</ul></section>`
  return ownPage(
    settings,
    words.title,
    html`<h1>${words.who}</h1>
${canPay ? choice : emptyState('card', words.cannot, words.cannotHint)}`,
    { name, token, place: 'pay' },
  )
}

export type PayFormView = SignedIn & {
  readonly draft: PaymentDraft
  readonly accounts: readonly OwnAccount[]
  readonly wrong: DraftError | undefined
}

/** The form of a payment, with what was typed. */
export function payFormPage(settings: PageSettings, view: PayFormView): Html {
  const { t, base } = settings
  const { name, token, draft, accounts, wrong } = view
  const words = t.bank.pay
  const isTyped = draft.to === typedAccount
  const isOpen = accounts.length > 0
  const input = (field: DraftField, label: string, hint: string, more: Html) =>
    fieldOf(draft, wrong, { field, label, hint, more })
  const payee = isTyped
    ? html`${input('name', words.name, words.nameHint, html`autocomplete="off" maxlength="140" required`)}
<div class="pair">${input('sortCode', words.sortCode, words.sortCodeHint, html`inputmode="numeric" autocomplete="off" maxlength="12" required`)}
${input('number', words.number, words.numberHint, html`inputmode="numeric" autocomplete="off" maxlength="12" required`)}</div>`
    : html`<div class="box way">${face(draft.name)}<span class="what"><strong>${draft.name}</strong><small class="num">${numbersOf(draft)}</small></span></div>`
  const fields = html`${hidden(draft, isTyped ? ['to', 'once'] : ['to', 'once', 'name', 'sortCode', 'number'])}
${payee}
${input('amount', words.amount, words.amountHint, html`inputmode="decimal" autocomplete="off" maxlength="16" required`)}
${input('reference', words.reference, words.referenceHint, html`autocomplete="off" maxlength="35"`)}
<div role="radiogroup" aria-labelledby="from"${wrong?.field === 'from' ? html` aria-describedby="wrong"` : nothing}><h2 id="from">${words.from}</h2><div class="box">${accounts.map((one) => renderPayer(t, one, draft.from))}</div></div>
<div class="answers"><div><button class="btn" name="step" value="check">${words.go}</button></div></div>`
  return ownPage(
    settings,
    isTyped ? words.title : words.titleTo(draft.name),
    html`<p class="links"><a href="${base}/customer/pay">${icon('back')}${words.someoneElse}</a></p>
<h1>${isTyped ? words.title : words.titleTo(draft.name)}</h1>
${alert(wrong?.message)}
${isOpen ? form(token, fields) : emptyState('card', words.cannot, words.cannotHint)}`,
    { name, token, place: 'pay', isWrong: wrong !== undefined, hasBar: isOpen, isNarrow: true },
  )
}

type Field = { readonly field: DraftField; readonly label: string; readonly hint: string; readonly more: Html }

function fieldOf(draft: PaymentDraft, wrong: DraftError | undefined, { field, label, hint, more }: Field): Html {
  const isWrong = wrong?.field === field
  return html`<p class="input"><label for="${field}">${label}</label><span class="hint" id="${field}-hint">${hint}</span>
<input id="${field}" name="${field}" value="${draft[field]}" ${more} aria-describedby="${field}-hint${isWrong ? ' wrong' : ''}"${isWrong ? html` aria-invalid="true"` : nothing}></p>`
}

const renderPayer = (t: Texts, one: OwnAccount, chosen: string): Html =>
  html`<label class="choice"><input type="radio" name="from" value="${one.id}"${one.id === chosen ? html` checked` : nothing} required><span><strong>${one.name}</strong> <small>${numberOf(t, one)}</small></span> <span class="money">${t.money(one.available ?? one.balance, one.currency)}</span></label>`

/** Fields of a draft that a form carries unseen. */
const hidden = (draft: PaymentDraft, names: readonly (keyof PaymentDraft)[]): Html =>
  html`${names.map((name) => html`<input type="hidden" name="${name}" value="${draft[name]}">`)}`

/** The payee's account as people write it. */
const numbersOf = ({ sortCode, number }: Pick<PaymentDraft, 'sortCode' | 'number'>): string =>
  accountNumber({ scheme: 'UK.OBIE.SortCodeAccountNumber', identification: sortCode + number })

export type ConfirmPaymentView = SignedIn & {
  readonly draft: PaymentDraft
  readonly payment: OwnPayment
  readonly account: OwnAccount
  readonly check: PayeeCheck | undefined
}

/** The last look before the money leaves: whom, how much, from where, and the check of the name. */
export function confirmPaymentPage(settings: PageSettings, view: ConfirmPaymentView): Html {
  const { t } = settings
  const { name, token, draft, payment, account, check } = view
  const words = t.bank.pay
  const { payee, pence, reference } = payment
  const amount = t.money(pence, 'GBP')
  return ownPage(
    settings,
    words.confirm,
    html`<h1>${words.confirm}</h1>
<p class="amount"><strong>${amount}</strong>${t.payment.to(payee.name)}</p>
${checkNotice(t, check)}
${facts([
  [
    words.to,
    html`<span class="line">${payee.name}</span><span class="line num">${numbersOf({ ...payee, number: payee.accountNumber })}</span>`,
  ],
  [words.from, html`<span class="line">${account.name}</span><span class="line soft">${numberOf(t, account)}</span>`],
  [words.reference, reference],
])}
<p class="hint">${words.confirmHint}</p>
${form(
  token,
  html`${hidden(draft, ['to', 'name', 'sortCode', 'number', 'amount', 'reference', 'from', 'once'])}
<div class="answers"><div><button class="btn quiet" name="step" value="change">${words.change}</button><button class="btn" name="step" value="pay">${words.yes(amount)}</button></div></div>`,
)}`,
    { name, token, place: 'pay', hasBar: true, isNarrow: true },
  )
}

/** What the payee check says, in words. */
function checkNotice({ bank }: Texts, check: PayeeCheck | undefined): Html {
  const words = bank.pay.checked
  if (!check) return warning(words.elsewhere)
  if (check.result === 'match') return html`<p class="checked">${icon('check')}<span>${words.match}</span></p>`
  return warning(check.result === 'close-match' ? words['close-match'](check.name ?? '') : words[check.result])
}
