import { timingSafeEqual } from 'node:crypto'
import { isCustom } from '#bank/edits.ts'
import type { Grant, Reach, Scope, Sight } from '#bank/grant.ts'
import { lacking, type Permission, type Permits, permissions } from '#bank/permission.ts'
import { Problem } from '#bank/problem.ts'
import { digestOf, parseToken, type ReadToken } from '#bank/token.ts'
import { tokens, worlds } from '#store/kinds.ts'
import type { Sandbox } from '#store/sandbox.ts'
import type { Key } from '#store/store.ts'
import { enterWorld, type World } from '#store/world.ts'

/** What an operation asks of its caller. `anyone` needs no token. */
export type Need = Scope | 'anyone'

export type Admitted = { readonly grant: Grant; readonly world: World | undefined }

/**
 * Turns a token into a grant and its world, or refuses. The only place a grant is made; world and grant always come from the
 * same token. `worldId` is the world that the path names, where it names one.
 */
export async function admit(
  sandbox: Sandbox,
  need: Need,
  authorization: string | undefined,
  worldId?: string,
): Promise<Admitted> {
  if (need === 'anyone') return { grant: grant('worlds', 'all'), world: undefined }
  if (need === 'worlds') return organiser(sandbox, authorization)

  const token = parseToken(bearer(authorization))
  if (!token) throw invalid('this is no token of a sandbox')
  return need === 'world' ? controller(sandbox, token, worldId) : developer(sandbox, token)
}

/** Where a token's world and the token lie. Kept with the token, for the hottest read of all. */
function keysOf(token: ReadToken): readonly [Key, Key] {
  const before = keys.get(token)
  if (before) return before
  const made = [worlds.key(token.worldId), tokens.key(token.worldId, token.digest)] as const
  keys.set(token, made)
  return made
}
const keys = new WeakMap<ReadToken, readonly [Key, Key]>()

async function developer(sandbox: Sandbox, token: ReadToken): Promise<Admitted> {
  if (token.kind !== 'dev')
    throw new Problem(
      'grant-insufficient',
      'a control key rules a world; to read accounts, send a developer token (dev_...)',
      where,
    )
  const [world, known] = await sandbox.store.get(keysOf(token))
  if (!world || !known) throw invalid('no world knows this token; it may have been deleted')
  const { customer } = tokens.read(known)
  // Nearly no world has edits to wait for, and this is the hottest path of all.
  const entering = enterWorld(sandbox, world)
  const entered = entering instanceof Promise ? await entering : entering
  if (isCustom(customer) && !entered.edits?.customers?.some(({ id }) => id === customer))
    throw invalid(`${customer}, whose accounts this token reads, is no longer in the world's edits`)
  return { grant: grant('accounts', customer), world: entered }
}

async function controller(sandbox: Sandbox, token: ReadToken, worldId: string | undefined): Promise<Admitted> {
  if (token.kind !== 'ctl')
    throw new Problem('grant-insufficient', 'to control a world, send its control key (ctl_...)', where)
  const [item] = await sandbox.store.get([worlds.key(token.worldId)])
  if (!item) throw invalid('no world knows this key; it may have been deleted')
  if (!same(token.digest, worlds.read(item).controlDigest)) throw invalid('the world does not know this key')
  const world = await enterWorld(sandbox, item)
  if (worldId !== world.id) throw new Problem('world-foreign', `this key controls ${world.id}, not ${worldId}`, where)
  return { grant: grant('world', 'all'), world }
}

function organiser(sandbox: Sandbox, authorization: string | undefined): Admitted {
  const { organiserDigest } = sandbox
  if (organiserDigest !== undefined && !same(digestOf(bearer(authorization)), organiserDigest))
    throw invalid('this is not the organiser key')
  return { grant: grant('worlds', 'all'), world: undefined }
}

/** All but full card numbers, which even a test should ask for by name. */
const everything: Sight = {
  accounts: 'all',
  permissions: new Set(permissions.filter((permission) => permission !== 'ReadPAN')),
  from: Number.NEGATIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
}

const grant = (scope: Scope, customer: Reach, sight = everything, partner?: string): Grant =>
  ({ scope, customer, sight, partner }) as Grant

/** Refuses what the customer did not consent to. */
export function checkPermits(permits: Permits, { sight }: Grant): void {
  const missing: readonly Permission[] | undefined = lacking(permits, sight.permissions)
  if (missing)
    throw new Problem(
      'permission-missing',
      `the consent does not hold ${missing.join(' or ')}; ask for it in a new consent`,
      where,
    )
}

const where = { path: 'header Authorization' }
const challenge = { ...where, headers: { 'www-authenticate': 'Bearer' } }
const invalid = (why: string) =>
  new Problem('token-invalid', why, { ...where, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } })

function bearer(authorization: string | undefined): string {
  if (!authorization) throw new Problem('token-missing', 'send the header Authorization: Bearer <token>', challenge)
  const match = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization)
  if (!match) throw invalid('the header must read Authorization: Bearer <token>')
  return match[1] as string
}

/** Both are hexadecimal digests of one length; the time does not tell where they differ. */
const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
