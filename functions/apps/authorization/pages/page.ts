import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'

export type Html = ReturnType<typeof html>

/** Empty markup. */
export const nothing = html``

/**
 * A complete page of the bank, without scripts. `isWrong` marks the title, which a screen reader
 * reads first.
 */
export function page(
  { t, bank, look, root, now }: PageSettings,
  title: string,
  main: Html,
  { isWrong = false } = {},
): Html {
  return html`<!doctype html>
<html lang="${t.lang}" data-look="${look}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${isWrong ? `${t.error}: ` : ''}${title} · ${bank}</title>
<link rel="stylesheet" href="${root}/authorization/bank.css">
<link rel="icon" href="${root}/authorization/mark.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">${t.skip}</a>
<header class="bank"><span class="mark" aria-hidden="true">${initialsOf(bank, 1)}</span><strong>${bank}</strong></header>
<main id="main">${main}</main>
<footer><p>${t.sandbox}. ${now === undefined ? '' : t.worldSays(t.moment(now))}</p></footer>
</body>
</html>`
}

/** The first letters of a name, in place of a logo: images of partners are never loaded. */
function initialsOf(name: string, most = 2): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? ['?']
  return words
    .slice(0, most)
    .map((word) => [...word][0]?.toUpperCase())
    .join('')
}

/** The initials of an app in place of its logo. The heading gives the name. */
export const appBadge = (name: string): Html => html`<div class="badge" aria-hidden="true">${initialsOf(name)}</div>`

/** A form that posts to the page's own address, with its anti-forgery token. */
export const form = (token: string, fields: Html | readonly Html[]): Html =>
  html`<form method="post"><input type="hidden" name="token" value="${token}">${fields}</form>`

/** An error message, which screen readers read at once. */
export const alert = (message: string | undefined): Html =>
  message === undefined ? nothing : html`<p class="alert" role="alert" id="wrong">${message}</p>`
