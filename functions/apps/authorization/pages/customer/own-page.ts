import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { type Html, page } from '#apps/authorization/pages/page.ts'
import { type IconName, icon } from '#looks/index.ts'
import { signedInBar } from './signed-in-bar.ts'

/** A place of the customer's own bank. */
export type Place = 'home' | 'pay' | 'apps'

/** What every page of the signed-in customer shows. */
export type OwnPage = {
  readonly name: string
  readonly token: string
  readonly place: Place
  readonly isWrong?: boolean
  /** Whether the page ends with a bar of answers, in place of the places. */
  readonly hasBar?: boolean
  /** A form or a receipt is as wide as a phone. */
  readonly isNarrow?: boolean
}

const places: readonly (readonly [Place, IconName, path: string])[] = [
  ['home', 'house', ''],
  ['pay', 'arrow', '/pay'],
  ['apps', 'shield', '/apps'],
]

/** Builds a page of the customer's own bank, with its places: below on a phone, else above. */
export const ownPage = (
  settings: PageSettings,
  title: string,
  main: Html,
  { name, token, place, isWrong = false, hasBar = false, isNarrow = false }: OwnPage,
): Html =>
  page(settings, title, main, {
    isWrong,
    hasBar,
    isWide: !isNarrow,
    aside: signedInBar(settings, name, token),
    styles: ['/looks/home.css'],
    places: renderPlaces(settings, place),
  })

const renderPlaces = ({ t, base }: PageSettings, current: Place): Html =>
  html`<nav class="bank-places" aria-label="${t.bank.places.label}">${places.map(
    ([place, sign, path]) =>
      html`<a href="${base}/customer${path}"${place === current ? html` aria-current="page"` : ''}>${icon(sign)}<span>${t.bank.places[place]}</span></a>`,
  )}</nav>`
