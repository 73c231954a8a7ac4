import type { Partner } from '#test/support/partners.ts'
import { type Answer, callAsPartner, send } from '#test/support/payers.ts'
import type { Family } from './families.ts'

/** Creates a consent of a family, below a surface's base. Returns its id. */
export async function lodge(
  partner: Partner,
  token: string | undefined,
  base: string,
  { consents, consentBody }: Family,
): Promise<string> {
  const path = base + consents
  return idIn(path, await send(partner, token ?? '', 'POST', path, { body: consentBody }))
}

/** Uploads the file that a consent announced, if the family has one. */
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
 * Creates an order for an authorised consent and reads it once, so that due items are executed.
 * Returns the order's id.
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

/** Returns the id in the response of a request that created something. */
function idIn(path: string, { status, body }: Answer): string {
  if (status !== 201) throw new Error(`${path} refused: ${JSON.stringify(body)}`)
  return body.Links.Self.split('/').at(-1)
}
