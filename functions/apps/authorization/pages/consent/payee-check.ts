import { html } from 'hono/html'
import type { PayeeCheck } from '#actions/payments/confirmation-of-payee.ts'
import { type Html, nothing, warning } from '#apps/authorization/pages/page.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import { icon } from '#looks/index.ts'

/** The warning if confirmation of payee did not match the name. */
export function payeeWarning({ payment: { checked } }: Texts, check: PayeeCheck | undefined): Html {
  if (!check || check.result === 'match') return nothing
  const { result, name = '' } = check
  return warning(result === 'close-match' ? checked['close-match'](name) : checked[result])
}

/**
 * The result of confirmation of payee: a warning, a match, or that the bank cannot check the name.
 */
export function payeeCheckResult(t: Texts, check: PayeeCheck | undefined): Html {
  const { checked } = t.payment
  if (check && check.result !== 'match') return payeeWarning(t, check)
  return check
    ? html`<p class="checked">${icon('check')}<span>${checked.match}</span></p>`
    : html`<p class="hint">${checked.elsewhere}</p>`
}
