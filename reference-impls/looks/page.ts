import { html } from 'hono/html'
import { type Content, type Html, nothing } from './parts/html.ts'
import { icon } from './parts/icons.ts'
import { logo } from './parts/logo.ts'

/** A place that the bar at the top leads to. */
export type Place = {
  readonly name: string
  readonly path: string
  /** Whether it is a file for programs: a press saves it. */
  readonly isFile?: boolean
}

/** A whole page. */
export type Page = {
  /** The title of the browser's tab. */
  readonly title: string
  /** What a link to the page says when it is shared. */
  readonly description?: string
  /** The language; `en` if absent. */
  readonly lang?: string
  /** The bank's look: it replaces the colours of the sea. */
  readonly look?: string
  /** The words of the link that skips the bar at the top. */
  readonly skip?: string
  /** The path before all links; empty, as a rule. */
  readonly root?: string
  /** The stylesheets of the page beside `looks.css`, by path. */
  readonly styles?: readonly string[]
  /** The scripts of the page, by path. Customer pages have none. */
  readonly scripts?: readonly string[]
  /** More for the head, such as how a shared link looks. */
  readonly head?: Content
  /** The bar at the top. */
  readonly top: Content
  readonly main: Content
  /** Whether the page sets its own width: its sections then have the class `wrap`. */
  readonly isWide?: boolean
  readonly foot?: Content
}

/** Builds a whole page of Sandbank. Styles and scripts come from its own host only. */
export const renderPage = ({
  title,
  description,
  lang = 'en',
  look,
  root = '',
  skip = 'Skip to content',
  ...page
}: Page): Html =>
  html`<!doctype html>
<html lang="${lang}"${look === undefined ? nothing : html` data-look="${look}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${description === undefined ? nothing : html`<meta name="description" content="${description}">`}
<link rel="icon" href="${root}/looks/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${root}/looks/looks.css">
${(page.styles ?? []).map((path) => html`<link rel="stylesheet" href="${root}${path}">`)}
${page.head ?? nothing}
</head>
<body>
<a class="skip" href="#main">${skip}</a>
${page.top}
<main id="main"${page.isWide ? nothing : html` class="wrap"`}>${page.main}</main>
${page.foot ?? nothing}
${(page.scripts ?? []).map((path) => html`<script src="${root}${path}" type="module"></script>`)}
</body>
</html>`

/**
 * Builds the bar at the top: the mark, the places, and the world's time. `current` is the path of
 * the place that the page belongs to.
 */
export const topBar = (bar: {
  readonly root?: string
  /** The mark and name of an app; Sandbank's if absent. */
  readonly brand?: Content
  readonly places: readonly Place[]
  readonly current?: string
  /** What screen readers call the places; `Places` if absent. */
  readonly label?: string
  /** The world and what its clock shows, which leads to the console. */
  readonly clock?: { readonly world: string; readonly now: string; readonly path: string } | undefined
  /** What stands at the right, such as the person who is signed in. */
  readonly aside?: Content
}): Html => {
  const root = bar.root ?? ''
  return html`<header class="top"><div class="wrap">
<a class="brand" href="${root}/">${bar.brand ?? html`${logo()}Sandbank`}</a>
<nav class="places" aria-label="${bar.label ?? 'Places'}">${bar.places.map(({ name, path }) => html`<a href="${root}${path}"${path === bar.current ? html` aria-current="page"` : nothing}>${name}</a>`)}</nav>
${bar.clock === undefined ? nothing : html`<a class="when" href="${root}${bar.clock.path}" aria-label="World ${bar.clock.world}: its clock shows ${bar.clock.now}">${icon('clock')}<span class="num">${bar.clock.now}</span></a>`}
${bar.aside ?? nothing}
</div></header>`
}

/** Builds the foot of a page: a sentence, and a few links. */
export const footer = (text: Content, links: readonly Place[], root = ''): Html =>
  html`<footer class="foot"><div class="wrap row between"><span>${text}</span><nav class="row" aria-label="More">${links.map(({ name, path, isFile }) => html`<a href="${path.startsWith('/') ? root : ''}${path}"${isFile ? html` download` : nothing}>${name}</a>`)}</nav></div></footer>`
