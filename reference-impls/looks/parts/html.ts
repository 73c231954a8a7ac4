import { html } from 'hono/html'

/** Markup. Values put into it are escaped, markup is not. */
export type Html = ReturnType<typeof html>

/** What may stand in markup: text is escaped. */
export type Content = Html | string | readonly (Html | string)[]

/** Empty markup. */
export const nothing: Html = html``
