import { html } from 'hono/html'
import type { Content, Html } from './html.ts'
import { type IconName, icon } from './icons.ts'

/** Says what would be here, and offers the one button that fills it. */
export const emptyState = (name: IconName, title: string, text: Content, button: Content = ''): Html =>
  html`<div class="empty">${icon(name)}<p class="title">${title}</p><p class="small">${text}</p>${button}</div>`

/** Says what went wrong, what to do, and its code last. Screen readers read it at once. */
export const errorNotice = (title: Content, what: Content, last: Content = ''): Html =>
  html`<div class="error" role="alert">${icon('warn')}<div><p class="title">${title}</p><p class="small">${what}</p>${last === '' ? '' : html`<p class="small">${last}</p>`}</div></div>`
