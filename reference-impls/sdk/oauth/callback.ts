/**
 * Returns the parameters of a callback: of the form, else of the fragment, else of the query. A
 * path alone, as frameworks give it, is resolved against the redirect URI.
 */
export async function parseCallback(callback: string | URL | Request, redirectUri: string): Promise<URLSearchParams> {
  if (typeof callback !== 'string' && !(callback instanceof URL)) {
    if (callback.method === 'POST') return new URLSearchParams(await callback.text())
    return parseCallback(callback.url, redirectUri)
  }
  const { hash, search } = new URL(callback, redirectUri)
  return new URLSearchParams(hash === '' ? search : hash.slice(1))
}

/**
 * The page of a redirect URI of the UK profile. The bank answers in the fragment of the URL, which
 * only the browser sees. The page sends it to the same URL as a form, which `finish` reads.
 *
 * @example
 * ```ts
 * import { callbackPage } from '@sandbank/sdk/oauth'
 *
 * const headers = { 'content-type': 'text/html' }
 * const showCallbackPage = () => new Response(callbackPage, { headers })
 * ```
 */
export const callbackPage = `<!doctype html>
<meta charset="utf-8">
<title>Back from your bank</title>
<form method="post"><noscript>Allow JavaScript to come back from your bank.</noscript></form>
<script>
const form = document.forms[0]
for (const [name, value] of new URLSearchParams(location.hash.slice(1) || location.search)) {
  const field = document.createElement('input')
  Object.assign(field, { type: 'hidden', name, value })
  form.append(field)
}
history.replaceState(null, '', location.pathname)
form.submit()
</script>
`
