import { html } from 'hono/html'
import type { Picture } from '#actions/pictures/picture.ts'
import type { RegularPayment } from '#actions/pictures/regular-payments.ts'
import { emptyState, formatMoney, type Html, type IconName, icon, nothing } from '#looks/index.ts'
import { formatDay } from './format.ts'

/** How many payments stand before the others. */
const shownFirst = 7

/** Lists what comes in and goes out regularly: the income, then the largest payments. */
export function renderPayments({ regular, payday }: Picture): Html {
  if (regular.length === 0 && !payday)
    return emptyState('repeat', 'No regular payment', 'Standing orders and direct debits show here.')
  const more = regular.slice(shownFirst)
  return html`<ol class="told">${payday ? renderRow('calendar', payday.party, `Income, next on ${formatDay(payday.at)}`, formatMoney(payday.amount, 'GBP', 2), true) : nothing}${regular.slice(0, shownFirst).map(renderPayment)}</ol>${
    more.length === 0
      ? nothing
      : html`<details class="figures"><summary>${more.length} more</summary><ol class="told">${more.map(renderPayment)}</ol></details>`
  }`
}

function renderPayment({ by, payee, isOwn, amount, at, perYear = 12 }: RegularPayment): Html {
  const kind = by === 'direct-debit' ? 'Direct debit' : 'Standing order'
  const often = perYear === 12 ? '' : ` ${frequencies[perYear] ?? `${perYear} times a year`}`
  const sign: IconName = isOwn ? 'repeat' : by === 'direct-debit' ? 'bank' : 'calendar'
  return renderRow(sign, payee, `${kind}${often}, next on ${formatDay(at)}`, formatMoney(-amount, 'GBP', 2))
}

const frequencies: Readonly<Record<number, string>> = {
  1: 'once a year',
  2: 'twice a year',
  4: 'every quarter',
  52: 'every week',
}

const renderRow = (sign: IconName, title: string, text: string, amount: string, isIn = false): Html =>
  html`<li><span class="sign">${icon(sign)}</span><span><strong>${title}</strong><span class="small soft">${text}</span></span><strong class="num">${isIn ? '+' : ''}${amount}</strong></li>`
