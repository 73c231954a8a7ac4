import { html } from 'hono/html'
import type { Texts } from '#apps/authorization/texts.ts'
import type { Html } from './page.ts'

/** One thing to know: what it is called, and what it is. Left out where it is undefined. */
export type Fact = readonly [name: string, value: string | Html | undefined]

/** Facts as a list of terms and what they are. */
export const facts = (all: readonly Fact[]): Html =>
  html`<dl class="facts">${all.map(([name, value]) => (value === undefined ? '' : html`<dt>${name}</dt><dd>${value}</dd>`))}</dl>`

type Named = { readonly scheme: string; readonly identification: string }

/** An account as people write it: `08-08-00 / 21325698`, or an IBAN in groups of four. */
export function accountNumber({ scheme, identification }: Named): string {
  if (scheme === 'UK.OBIE.SortCodeAccountNumber')
    return identification.replace(/^(\d\d)(\d\d)(\d\d)(\d{8})$/, '$1-$2-$3 / $4')
  if (scheme === 'UK.OBIE.IBAN') return identification.replaceAll(/(.{4})(?=.)/g, '$1 ')
  return identification
}

/** The same with what such a number is called. */
export function numberFact({ payment: words }: Texts, named: Named): Fact {
  const names: Readonly<Record<string, string>> = {
    'UK.OBIE.SortCodeAccountNumber': words.sortCode,
    'UK.OBIE.IBAN': words.iban,
  }
  return [names[named.scheme] ?? words.number, accountNumber(named)]
}
