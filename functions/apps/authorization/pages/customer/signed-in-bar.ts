import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import type { Html } from '#apps/authorization/pages/page.ts'

/** The name of the signed-in person, and the sign-out button. */
export const signedInBar = ({ t, base }: PageSettings, name: string, token: string): Html =>
  html`<div class="signed-in"><span>${t.own.signedInAs(name)}</span><form method="post" action="${base}/customer"><input type="hidden" name="token" value="${token}"><button class="btn quiet" name="decision" value="sign-out">${t.own.signOut}</button></form></div>`
