import { timingSafeEqual } from 'node:crypto'
import { perObject } from '#bank/base/per-object.ts'
import { Problem } from '#bank/base/problem.ts'
import { type ConsentRecord, requireAuthorised } from '#bank/consents/consent.ts'
import type { CustomerReach, Grant, Scope } from '#bank/consents/grant.ts'
import { findMissingPermissions, type Permission, type RequiredPermissions } from '#bank/consents/permission.ts'
import { digestOf, type ParsedToken, parseToken, tokenIdOf } from '#bank/consents/token.ts'
import type { PartnerRecord, partnerScopes } from '#bank/partners/partner.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import { consents, partners, tokens, worlds } from '#store/records.ts'
import { enterWorld, type Sandbox, type World } from '#store/world.ts'
import { accessOf, fullAccess, noAccess } from './access.ts'
import { type AccessToken, readAccessToken } from './access-token.ts'
import { headerPath, invalidToken, parseAuthorization, parseBearerToken, wrongScheme } from './authorization-header.ts'
import type { Credentials } from './credentials.ts'

/** A scope that a partner's token may have. */
export type PartnerScope = (typeof partnerScopes)[number]

/** What an operation asks of its caller. `anyone` needs no token. */
export type RequiredScope = Scope | 'anyone'

/**
 * A caller who was let in: what for, and where. `partner` is there where it is one, but for reads
 * of accounts (`standing`).
 */
export type Admission = {
  readonly grant: Grant
  readonly world: World | undefined
  readonly partner?: PartnerRecord
}

/**
 * Turns a token into a grant and its world, or refuses. The only place a grant is made; world and
 * grant always come from the same token. `worldId` is the world that the path names; where it names
 * none, a control key says it alone.
 */
export async function admit(
  sandbox: Sandbox,
  need: RequiredScope,
  caller: Credentials,
  { worldId, scope = 'accounts' }: { worldId?: string | undefined; scope?: PartnerScope | undefined } = {},
): Promise<Admission> {
  const { authorization } = caller
  if (need === 'anyone') return { grant: grant('worlds', 'all'), world: undefined }
  if (need === 'worlds') return organiser(sandbox, authorization)

  const sent = parseAuthorization(
    authorization,
    need === 'world' ? ', with the control key of the world (ctl_...)' : '',
  )
  const token = parseToken(sent.text)
  if (token === null)
    return partner(sandbox, need, scopeOf[need] ?? scope, await readAccessToken(sandbox, sent, caller))
  if (sent.scheme !== 'Bearer') throw wrongScheme('send this token as Authorization: Bearer <token>', 'Bearer')
  if (need === 'world') return controller(sandbox, token, worldId)
  if (need === 'partner' && scope === 'accounts')
    throw new Problem(
      'grant-insufficient',
      'a partner does this; a developer token reads without a consent',
      headerPath,
    )
  return developer(sandbox, token, need)
}

/**
 * The grant of a token that the authorization server issued, if it is of the kind that is needed.
 */
async function partner(
  sandbox: Sandbox,
  need: RequiredScope,
  scope: PartnerScope,
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
  if (need === 'partner' && consent) throw notItself()
  if (!scopes.has(scope))
    throw new Problem(
      'grant-insufficient',
      `the token has the scope ${[...scopes].join(' ')}, and this takes ${scope}`,
      headerPath,
    )
  const admitted = await admitToken(sandbox, token, { isRead: need === 'accounts' })
  if (admitted.grant.scope === need) return admitted
  throw new Problem(
    'grant-insufficient',
    `${consent?.id} is a consent for something else (${admitted.grant.scope})`,
    headerPath,
  )
}

const notItself = () =>
  new Problem(
    'token-partner',
    'a partner does this for itself: send a token of the client credentials grant',
    headerPath,
  )

/** A client about itself, by a token of its own: registration asks for no scope (DCR v3.3). */
export async function admitClient(sandbox: Sandbox, caller: Credentials): Promise<{ world: World; partnerId: string }> {
  const token = await readAccessToken(sandbox, parseAuthorization(caller.authorization), caller)
  if (token.consent) throw notItself()
  const { world } = await admitToken(sandbox, token)
  return { world, partnerId: token.partnerId }
}

/**
 * What a token that holds is good for now: its partner, its world and its consent must still stand
 * behind it. A read (`isRead`) asks nothing of its partner but that it is there, so it does not
 * look for it where no partner was taken away since the token was issued.
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
  if (!world) throw unregistered()
  const isSure = isRead && (worlds.read(world).partnersGone ?? 0) === partnersGone
  const known = isRead ? (isSure ? undefined : (await store.get([who]))[0]) : more.at(-1)
  if (!known && !isSure) throw unregistered()
  const entered = await enterWorld(sandbox, world)
  if (entered.record.epoch !== epoch) throw invalidToken('the world was reset since this token was issued')
  if (worldExp <= entered.now / 1000) throw invalidToken("the token has expired by the world's clock; refresh it")
  const place = { world: entered, ...(known && { partner: partners.read(known) }) }
  if (!consent) return { grant: grant('partner', 'all', fullAccess, partnerId), ...place }
  const [agreed] = more
  if (!agreed) throw invalidToken('the consent of this token was deleted')
  const found = consents.read(agreed)
  requireAuthorised(found, entered.now, headerPath.path)
  if (consent.authorisation < found.aliveFrom) throw invalidToken('the token was revoked')
  const access = found.kind === 'account-access' ? accessOf(found) : noAccess
  const read = { consent: found, version: agreed.version }
  return { grant: grant(servedBy(found), found.customer as string, access, partnerId, read), ...place }
}

const unregistered = () => invalidToken('the partner of this token is no longer registered')

/** The scope of a token that a customer authorised, by what it is for. */
const scopeOf: Partial<Record<RequiredScope, PartnerScope>> = {
  accounts: 'accounts',
  payment: 'payments',
  funds: 'fundsconfirmations',
}

/** What a consent is good for. */
const servedBy = ({ kind }: ConsentRecord): Scope =>
  kind === 'account-access' ? 'accounts' : kind === 'funds-confirmation' ? 'funds' : 'payment'

/** The keys of a developer token's world and of its record, cached for the hottest read of all. */
const keysOf = perObject(
  ({ worldId, digest }: ParsedToken) => [worlds.key(worldId), tokens.key(worldId, digest)] as const,
)

/**
 * A developer token reads its customer's accounts; and where money is concerned it is customer and
 * app at once: what it lodges is its own, and its customer agrees to it
 * (actions/consents/authorised-consent.ts).
 */
async function developer(sandbox: Sandbox, token: ParsedToken, need: Scope): Promise<Admission> {
  if (token.kind !== 'dev')
    throw new Problem(
      'grant-insufficient',
      'a control key rules a world; to read accounts or to pay, send a developer token (dev_...)',
      headerPath,
    )
  const [world, known] = await sandbox.store.get(keysOf(token))
  if (!world || !known)
    throw invalidToken(
      'no world knows this token: it is misspelt, or was deleted; POST /control/worlds/{WorldId}/tokens makes one',
    )
  const { customer } = tokens.read(known)
  // Nearly no world has edits to wait for, and this is the hottest path of all.
  const entering = enterWorld(sandbox, world)
  const entered = entering instanceof Promise ? await entering : entering
  if (isCustomId(customer) && !entered.edits?.customers?.some(({ id }) => id === customer))
    throw invalidToken(`${customer}, whose accounts this token reads, is no longer in the world's edits`)
  const own =
    need === 'accounts' ? grant('accounts', customer) : grant(need, customer, noAccess, tokenIdOf(token.digest))
  return { grant: own, world: entered }
}

async function controller(sandbox: Sandbox, token: ParsedToken, worldId: string | undefined): Promise<Admission> {
  if (token.kind !== 'ctl')
    throw new Problem('grant-insufficient', 'to control a world, send its control key (ctl_...)', headerPath)
  const [item] = await sandbox.store.get([worlds.key(token.worldId)])
  if (!item) throw invalidToken('no world knows this key: it is misspelt, or its world was deleted')
  if (!same(token.digest, worlds.read(item).controlDigest)) throw invalidToken('the world does not know this key')
  const world = await enterWorld(sandbox, item)
  if (worldId !== undefined && worldId !== world.id)
    throw new Problem('world-foreign', `this key controls ${world.id}, not ${worldId}`, headerPath)
  return { grant: grant('world', 'all'), world }
}

function organiser(sandbox: Sandbox, authorization: string | undefined): Admission {
  const { organiserDigest } = sandbox
  if (organiserDigest !== undefined && !same(digestOf(parseBearerToken(authorization)), organiserDigest))
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

/** Refuses what the customer did not consent to. */
export function checkPermissions(requiredPermissions: RequiredPermissions, { access }: Grant): void {
  const missing: readonly Permission[] | undefined = findMissingPermissions(requiredPermissions, access.permissions)
  if (missing)
    throw new Problem(
      'permission-missing',
      `the consent does not hold ${missing.join(' or ')}; ask for it in a new consent`,
      headerPath,
    )
}

/** Both are hexadecimal digests of one length; the time does not tell where they differ. */
const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
