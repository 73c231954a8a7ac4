import { html } from 'hono/html'
import type { Texts } from '#apps/authorization/texts.ts'
import { type Html, nothing } from './page.ts'

/** A label and a value. An undefined value is left out. */
export type Fact = readonly [name: string, value: string | Html | undefined]

/** A description list of labels and values. */
export const facts = (all: readonly Fact[]): Html =>
  html`<dl class="box facts">${all.map(([name, value]) => (value === undefined ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl>`

type AccountAddress = { readonly scheme: string; readonly identification: string }

/**
 * Formats an account number as people write it: `08-08-00 / 21325698`, or an IBAN in groups of
 * four.
 */
export function accountNumber({ scheme, identification }: AccountAddress): string {
  if (scheme === 'UK.OBIE.SortCodeAccountNumber')
    return identification.replace(/^(\d\d)(\d\d)(\d\d)(\d{8})$/, '$1-$2-$3 / $4')
  if (scheme === 'UK.OBIE.IBAN') return identification.replaceAll(/(.{4})(?=.)/g, '$1 ')
  return identification
}

/** An account number with its label. */
export function numberFact({ payment: words }: Texts, named: AccountAddress): Fact {
  const names: Readonly<Record<string, string>> = {
    'UK.OBIE.SortCodeAccountNumber': words.sortCode,
    'UK.OBIE.IBAN': words.iban,
  }
  return [names[named.scheme] ?? words.number, accountNumber(named)]
}
