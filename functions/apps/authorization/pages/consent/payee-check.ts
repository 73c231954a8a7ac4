import { html } from 'hono/html'
import type { PayeeCheck } from '#actions/payments/confirmation-of-payee.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { Texts } from '#apps/authorization/texts.ts'

/** What the bank found of the payee's name: a warning, where it is not that of the account. */
export function payeeWarning({ payment: { checked } }: Texts, check: PayeeCheck | undefined): Html {
  if (!check || check.result === 'match') return nothing
  const { result, name = '' } = check
  const said = result === 'close-match' ? checked['close-match'](name) : checked[result]
  return html`<p class="warning">${said}</p>`
}

/** The same with what is no reason to warn: a name that fits, or one that nobody here can check. */
export function payeeChecked(t: Texts, check: PayeeCheck | undefined): Html {
  const { checked } = t.payment
  if (check && check.result !== 'match') return payeeWarning(t, check)
  return html`<p class="hint">${check ? checked.match : checked.elsewhere}</p>`
}
