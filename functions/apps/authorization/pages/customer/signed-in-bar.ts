import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import type { Html } from '#apps/authorization/pages/page.ts'
import { face } from '#looks/index.ts'

/** The name of the signed-in person, and the sign-out button, at the right of the bank's name. */
export const signedInBar = ({ t, base }: PageSettings, name: string, token: string): Html =>
  html`<form class="signed-in" method="post" action="${base}/customer"><input type="hidden" name="token" value="${token}">${face(name)}<span class="words">${t.own.signedInAs(name)}</span><button class="btn quiet small" name="decision" value="sign-out">${t.own.signOut}</button></form>`
