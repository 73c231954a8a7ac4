import { accessOf } from '#bank/consents/access.ts'
import { requireAuthorised } from '#bank/consents/consent.ts'
import type { Grant, Scope } from '#bank/consents/grant.ts'
import { isTokenId } from '#bank/consents/token.ts'
import type { RecordedCaller } from '#bank/requests/reproduction.ts'
import { fullAccess, noAccess } from '#edge/access.ts'
import type { Admission } from '#edge/grant.ts'
import type { RequiredScope } from '#edge/operation.ts'
import { consents } from '#store/records.ts'
import { findWorld, type Sandbox } from '#store/world.ts'

/**
 * Admits the caller of a recorded request: it gets the grant that it had then, without credentials.
 * Only `npm run reproduce` calls it, in a world that it has made itself, and the console, for the
 * owner of the world. A consent that was revoked or has expired since is rejected.
 */
export async function admitRecorded(
  sandbox: Sandbox,
  need: RequiredScope,
  { worldId, partner, customer = 'all', consent }: RecordedCaller,
): Promise<Admission> {
  const world = await findWorld(sandbox, worldId)
  if (!world) throw new Error(`the replay has no world ${worldId}`)
  const grant = (scope: Scope, access = fullAccess, agreed?: Grant['agreed'], of = customer) =>
    ({ scope, customer: of, access, partner, agreed }) as Grant
  if (need === 'anyone' || need === 'worlds') return { grant: grant('worlds'), world: undefined }
  if (need === 'world' || (need === 'partner' && !isTokenId(partner ?? '')))
    return { grant: grant(need, fullAccess, undefined, 'all'), world }
  if (consent === undefined) return { grant: grant(need, need === 'accounts' ? fullAccess : noAccess), world }
  const [item] = await sandbox.store.get([consents.key(world, consent)])
  if (!item) throw new Error(`the replay has no consent ${consent}: the log does not reach back to its creation`)
  const found = requireAuthorised(consents.read(item), world.now, 'header Authorization')
  const access = found.kind === 'account-access' ? accessOf(found) : noAccess
  return { grant: grant(need, access, { consent: found, version: item.version }), world }
}
