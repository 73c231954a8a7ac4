import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { form, type Html, page } from '#apps/authorization/pages/page.ts'
import type { Texts } from '#apps/authorization/texts.ts'

type Stop = {
  readonly app: string
  readonly words: Texts['stops'][keyof Texts['stops']]
  /** The page to return to without stopping it. */
  readonly back: string
  readonly token: string
}

/** Asks the customer to confirm that it should be stopped. */
export function stopPage(settings: PageSettings, { app, words, back, token }: Stop): Html {
  const title = words.title(app)
  return page(
    settings,
    title,
    html`<h1>${title}</h1>
<p class="lead">${words.lead(app)}</p>
${form(token, html`<p class="actions"><button class="btn" name="decision" value="stop">${words.yes}</button><a class="btn quiet" href="${back}">${words.no}</a></p>`)}`,
  )
}
