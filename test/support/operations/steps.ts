import type { Partner } from '#test/support/partners.ts'
import { type Answer, callAsPartner, send } from '#test/support/payers.ts'
import type { Family } from './families.ts'

/** Lodges a consent of a family, below a surface's base; its id. */
export async function lodge(
  partner: Partner,
  token: string | undefined,
  base: string,
  { consents, consentBody }: Family,
): Promise<string> {
  const path = base + consents
  return idIn(path, await send(partner, token ?? '', 'POST', path, { body: consentBody }))
}

/** Uploads the file that a consent announced, in a family of files. */
export async function bring(
  partner: Partner,
  token: string | undefined,
  base: string,
  { consents, file }: Family,
  consent: string,
): Promise<void> {
  if (!file) return
  const { status, body } = await send(partner, token ?? '', 'POST', `${base}${consents}/${consent}/file`, {
    body: file,
  })
  if (status !== 200) throw new Error(`the file was refused: ${JSON.stringify(body)}`)
}

/**
 * Orders what a customer authorised, and looks once at what was ordered: what is due at once is
 * done from then on. The order's id.
 */
export async function place(
  partner: Partner,
  base: string,
  { orders, orderBody }: Family,
  { consent, token, key }: { consent: string; token: string | undefined; key: string },
): Promise<string> {
  const path = `${base}${orders}`
  const order = idIn(path, await send(partner, token ?? '', 'POST', path, { body: orderBody?.(consent), key }))
  await callAsPartner(partner, 'GET', `${path}/${order}`)
  return order
}

/** The id of what a request made. */
function idIn(path: string, { status, body }: Answer): string {
  if (status !== 201) throw new Error(`${path} refused: ${JSON.stringify(body)}`)
  return body.Links.Self.split('/').at(-1)
}
