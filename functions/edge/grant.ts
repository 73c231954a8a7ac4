import { timingSafeEqual } from 'node:crypto'
import { Problem } from '#bank/base/problem.ts'
import { accessOf } from '#bank/consents/access.ts'
import { type ConsentRecord, requireAuthorised } from '#bank/consents/consent.ts'
import type { CustomerReach, Grant, Scope } from '#bank/consents/grant.ts'
import { findMissingPermissions, type Permission, type RequiredPermissions } from '#bank/consents/permission.ts'
import { digestOf, type ParsedToken, parseToken, tokenIdOf } from '#bank/consents/token.ts'
import { type PartnerRecord, partnerScopes } from '#bank/partners/partner.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import { consents, partners, tokens, worlds } from '#store/records.ts'
import { enterWorld, openWorld, rejectExpired, type Sandbox, type World } from '#store/world.ts'
import { fullAccess, noAccess } from './access.ts'
import { type AccessToken, readAccessToken } from './access-token.ts'
import { headerPath, invalidToken, parseAuthorization, parseBearerToken, wrongScheme } from './authorization-header.ts'
import type { Credentials } from './credentials.ts'
import type { PartnerScope, RequiredScope } from './operation.ts'
import { buildUnknownToken, unknownTokens } from './token-owner.ts'

/**
 * An admitted caller: its grant and its world. `partner` is set for a partner's token, except in
 * account reads (see `admitToken`).
 */
export type Admission = {
  readonly grant: Grant
  readonly world: World | undefined
  readonly partner?: PartnerRecord
  /** The secret of the control key that was sent. */
  readonly secret?: string
}

/**
 * Admits a caller: turns its token into a grant and a world, or throws a Problem. Grants are made
 * only here, and a grant and its world always come from the same token. `worldId` is the world of
 * the path; a control key needs none.
 */
export async function admit(
  sandbox: Sandbox,
  need: RequiredScope,
  caller: Credentials,
  {
    worldId,
    scope = 'accounts',
    takesWorldAsStored = false,
  }: {
    worldId?: string | undefined
    scope?: PartnerScope | 'any' | undefined
    takesWorldAsStored?: boolean | undefined
  } = {},
): Promise<Admission> {
  const { authorization } = caller
  if (need === 'anyone') return { grant: grant('worlds', 'all'), world: undefined }
  if (need === 'worlds') return admitOrganiser(sandbox, authorization)

  const sent = parseAuthorization(authorization, need === 'world' ? ' with the control key of the world (ctl_...)' : '')
  const token = parseToken(sent.text)
  if (token === null)
    return admitPartner(sandbox, need, scopeOf[need] ?? scope, await readAccessToken(sandbox, sent, caller))
  if (sent.scheme !== 'Bearer') throw wrongScheme('send this token as Authorization: Bearer <token>', 'Bearer')
  if (need === 'world') return admitController(sandbox, token, worldId, takesWorldAsStored)
  if (need === 'partner' && (scope === 'accounts' || scope === 'any'))
    throw new Problem(
      'grant-insufficient',
      'only a partner may do this: a developer token reads accounts without a consent, and a control key reads events',
      headerPath,
    )
  return admitDeveloper(sandbox, token, need)
}

/** Admits a token of the authorization server if it has the required scope. */
async function admitPartner(
  sandbox: Sandbox,
  need: RequiredScope,
  scope: PartnerScope | 'any',
  token: AccessToken,
): Promise<Admission> {
  const { consent, scopes } = token
  if (need === 'world')
    throw new Problem('grant-insufficient', 'to control a world, send its control key (ctl_...)', headerPath)
  if (need !== 'partner' && !consent)
    throw new Problem(
      'token-client',
      'client credentials do not reach this: a customer must authorise a consent first',
      headerPath,
    )
  if (need === 'partner' && consent) throw clientCredentialsRequired()
  const enough = scope === 'any' ? partnerScopes : [scope]
  if (!enough.some((one) => scopes.has(one)))
    throw new Problem(
      'grant-insufficient',
      `this needs a token with the scope ${enough.join(' or ')} (got ${[...scopes].join(' ')})`,
      headerPath,
    )
  const admitted = await admitToken(sandbox, token, { isRead: need === 'accounts' })
  if (admitted.grant.scope === need) return admitted
  throw new Problem(
    'grant-insufficient',
    `this needs a consent for ${need}; ${consent?.id} is a consent for ${admitted.grant.scope}`,
    headerPath,
  )
}

const clientCredentialsRequired = () =>
  new Problem('token-partner', 'send a token of the client credentials grant, without a customer', headerPath)

/** Admits a client to its own registration. DCR v3.3 requires no scope. */
export async function admitClient(sandbox: Sandbox, caller: Credentials): Promise<{ world: World; partnerId: string }> {
  const token = await readAccessToken(sandbox, parseAuthorization(caller.authorization), caller)
  if (token.consent) throw clientCredentialsRequired()
  const { world } = await admitToken(sandbox, token)
  return { world, partnerId: token.partnerId }
}

/**
 * Admits a verified token: loads its world, partner and consent, and checks that they still allow
 * it. An account read (`isRead`) only requires that the partner exists. It loads the partner only
 * if the world has deleted one since the token was issued.
 */
export async function admitToken(
  sandbox: Sandbox,
  token: AccessToken,
  { isRead = false } = {},
): Promise<Admission & { readonly world: World }> {
  const { worldId, epoch, partnerId, partnersGone, consent, worldExp } = token
  const { store } = sandbox
  const who = partners.key(worldId, partnerId)
  const what = consent ? [consents.key({ id: worldId, record: { epoch } }, consent.id)] : []
  const [world, ...more] = await store.get([worlds.key(worldId), ...what, ...(isRead ? [] : [who])])
  if (!world) throw await buildUnknownToken(sandbox, { kind: 'partner', worldId })
  const isSure = isRead && (worlds.read(world).partnersGone ?? 0) === partnersGone
  const known = isRead ? (isSure ? undefined : (await store.get([who]))[0]) : more.at(-1)
  if (!known && !isSure) throw unregistered()
  const entered = await enterWorld(sandbox, world)
  if (entered.record.epoch !== epoch) throw invalidToken('the world was reset or restored since this token was issued')
  if (worldExp <= entered.now / 1000) throw invalidToken("the token has expired by the world's clock; refresh it")
  const caller = { world: entered, ...(known && { partner: partners.read(known) }) }
  if (!consent) return { grant: grant('partner', 'all', fullAccess, partnerId), ...caller }
  const [consentItem] = more
  if (!consentItem) throw invalidToken('the consent of this token was deleted')
  const found = consents.read(consentItem)
  requireAuthorised(found, entered.now, headerPath.path)
  if (consent.authorisation < found.aliveFrom)
    throw invalidToken('the token was revoked; ask the customer to authorise the consent again')
  const access = found.kind === 'account-access' ? accessOf(found) : noAccess
  const read = { consent: found, version: consentItem.version }
  return { grant: grant(servedBy(found), found.customer as string, access, partnerId, read), ...caller }
}

const unregistered = () => invalidToken(unknownTokens.partner)

/** The OAuth scope of a customer's token, by the required scope. */
const scopeOf: Partial<Record<RequiredScope, PartnerScope>> = {
  accounts: 'accounts',
  payment: 'payments',
  funds: 'fundsconfirmations',
}

/** Returns the scope of a consent's grant. */
const servedBy = ({ kind }: ConsentRecord): Scope =>
  kind === 'account-access' ? 'accounts' : kind === 'funds-confirmation' ? 'funds' : 'payment'

/**
 * Admits a developer token. It reads its customer's accounts. In payments it is the app and the
 * customer at once: it owns its consents, and its customer authorises them
 * (actions/consents/authorised-consent.ts).
 */
async function admitDeveloper(sandbox: Sandbox, token: ParsedToken, need: Scope): Promise<Admission> {
  if (token.kind !== 'dev')
    throw new Problem(
      'grant-insufficient',
      'a control key only controls a world; to read accounts or to pay, send a developer token (dev_...)',
      headerPath,
    )
  const [world, known] = await sandbox.store.get([worlds.key(token.worldId), tokens.key(token.worldId, token.digest)])
  if (!world || !known) throw await buildUnknownToken(sandbox, token)
  const { customer } = tokens.read(known)
  // Most worlds have no edits to load, and this is the hottest path: avoid an await.
  const entering = enterWorld(sandbox, world)
  const entered = entering instanceof Promise ? await entering : entering
  if (isCustomId(customer) && !entered.edits?.customers?.some(({ id }) => id === customer))
    throw invalidToken(`the customer of this token, ${customer}, was removed from the world's edits`)
  const own =
    need === 'accounts' ? grant('accounts', customer) : grant(need, customer, noAccess, tokenIdOf(token.digest))
  return { grant: own, world: entered }
}

async function admitController(
  sandbox: Sandbox,
  token: ParsedToken,
  worldId: string | undefined,
  asStored: boolean,
): Promise<Admission> {
  if (token.kind !== 'ctl')
    throw new Problem('grant-insufficient', 'to control a world, send its control key (ctl_...)', headerPath)
  const [item] = await sandbox.store.get([worlds.key(token.worldId)])
  if (!item) throw await buildUnknownToken(sandbox, token)
  if (!isEqualDigest(token.digest, worlds.read(item).controlDigest))
    throw invalidToken('this is not the control key of its world; check its spelling')
  rejectExpired(sandbox, worlds.read(item))
  const world = asStored ? openWorld(sandbox, item, undefined) : await enterWorld(sandbox, item)
  if (worldId !== undefined && worldId !== world.id)
    throw new Problem('world-foreign', `this key controls ${world.id}, not ${worldId}`, headerPath)
  return { grant: grant('world', 'all'), world, secret: token.secret }
}

/** The header in which a caller sends the control key of a second world. */
export const otherKeyHeader = 'x-other-control-key'

/** Admits a caller to a second world by its control key. A missing world is answered alike. */
export async function admitToOtherWorld(sandbox: Sandbox, worldId: string, key: string | undefined): Promise<World> {
  const token = key === undefined ? null : parseToken(key)
  const isOfWorld = token?.kind === 'ctl' && token.worldId === worldId
  const [item] = isOfWorld ? await sandbox.store.get([worlds.key(worldId)]) : []
  const path = `header ${otherKeyHeader}`
  if (item && token && isEqualDigest(token.digest, worlds.read(item).controlDigest)) {
    rejectExpired(sandbox, worlds.read(item), path)
    return enterWorld(sandbox, item)
  }
  throw new Problem('world-foreign', `${path}: must be the control key (ctl_...) of ${worldId}`, { path })
}

function admitOrganiser(sandbox: Sandbox, authorization: string | undefined): Admission {
  const { organiserDigest } = sandbox
  if (organiserDigest !== undefined && !isEqualDigest(digestOf(parseBearerToken(authorization)), organiserDigest))
    throw invalidToken('this is not the organiser key')
  return { grant: grant('worlds', 'all'), world: undefined }
}

const grant = (
  scope: Scope,
  customer: CustomerReach,
  access = fullAccess,
  partnerId?: string,
  agreed?: Grant['agreed'],
): Grant => ({ scope, customer, access, partner: partnerId, agreed }) as Grant

/** Rejects a read that the customer's consent does not permit. */
export function checkPermissions(requiredPermissions: RequiredPermissions, { access }: Grant): void {
  const missing: readonly Permission[] | undefined = findMissingPermissions(requiredPermissions, access.permissions)
  if (missing)
    throw new Problem(
      'permission-missing',
      `the consent lacks the permission ${missing.join(' or ')}; ask for it in a new consent`,
      headerPath,
    )
}

/** Compares two hexadecimal digests in constant time. */
const isEqualDigest = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
