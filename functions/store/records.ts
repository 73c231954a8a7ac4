import * as z from 'zod'
import { Authorising } from '#bank/authorization/interaction.ts'
import { ConsentRecord } from '#bank/consents/consent.ts'
import { DeveloperToken } from '#bank/consents/token.ts'
import { Leg } from '#bank/ledger/leg.ts'
import { KeyRing } from '#bank/partners/key-ring.ts'
import { PartnerRecord } from '#bank/partners/partner.ts'
import { SoftwareRecord } from '#bank/partners/software.ts'
import { OrderRecord } from '#bank/payments/order.ts'
import { Due } from '#bank/schedule/due.ts'
import { WorldRecord } from '#bank/worlds/world.ts'
import type { Item, Key } from './store.ts'

/**
 * A kind of record: where it lives, and how what was stored is read. `read` throws where the store
 * holds something else.
 */
type Kind<S extends z.ZodType, A extends (string | number)[]> = {
  readonly key: (...at: A) => Key
  readonly read: (item: Item) => z.output<S>
}

/**
 * What was read stays as long as the very value it was read from; a store that gives the same value
 * again saves us the parse.
 */
function kind<S extends z.ZodType<object>, A extends (string | number)[]>(
  schema: S,
  key: (...at: A) => Key,
): Kind<S, A> {
  const known = new WeakMap<object, z.output<S>>()
  return {
    key,
    read({ value }) {
      const before = known.get(value as object)
      if (before) return before
      const parsed = schema.parse(value)
      known.set(value as object, parsed)
      return parsed
    },
  }
}

/*
 * The whole database on one page.
 *
 * partition path what worlds <world> directory: which worlds there are, and which are being deleted
 * waking <real>/<world> a world in which something is due at a real instant, for the sweep; or what
 * is left of one world/<world> world the world itself: seed, clock, digest of the control key
 * world/<world> token/<digest> a developer token world/<world> keys what the authorization server
 * and the directory sign with world/<world> partner/<id> a partner: its public keys, and how it
 * secures its calls world/<world> registration/<partner> the software statement that a partner
 * registered with world/<world> registered/<software>/<jti> a registration request that was taken,
 * until it expires world/<world> software/<id> what the directory knows of a software, and its
 * certificate world/<world>/<epoch> what people did since the last reset:
 *                      edits             the document of custom data, named by the world's record
 *                      consent/<id>      an account-access consent
 *                      former/<id>       a mandate that its partner deleted: its payments still tell what it said
 *                      given/<customer>/<consent>      a consent that the customer authorised
 *                      authorising/<uid>               a customer on its way through the pages
 *                      signing-off/<order>/<party>     another director's one-time code for a payment
 *                      elsewhere/<customer>/<code>     one that the customer may approve on another device
 *                      used/<consent>/<day>/<cluster>  what a partner read, once a day of the world's clock
 *                      session/<digest>                a customer signed in to its own pages
 *                      attempts/<customer>             how often its passcode was wrong
 *                      account/<account>/leg/<seq>     one entry of an account's journal
 *                      order/<id>                      a payment order; those of a mandate are numbered without gaps
 *                      order/<id>/<n>                  one payment of a standing order or a file
 *                      file/<consent>/<what>/<n>       part of a file of payments: its bytes, or what was read of them
 *                      awaiting/<account>/<order>      an order that somebody must still agree to
 *                      ahead/<account>/<order>         a payment or standing order that an account has ahead
 *                      due/<instant>/<seq>/<order>/<n>  what must happen at an instant: to an order, or a month's `interest`
 *                      idempotent/<partner>/<digest>   what a partner has asked for under one idempotency key
 *                      oidc/<model>/<id>               what the OpenID provider keeps: codes, grants, refresh tokens, sessions
 *                      oidc-of/<of>/<id>/<model>/<id>  the same by what it belongs to: a grant, a session's uid
 */
export const directory = kind(
  z.strictObject({
    id: z.string(),
    createdAt: z.iso.datetime(),
    /** Set when the world is taken away: when, and how many epochs it had. */
    deleted: z.strictObject({ at: z.iso.datetime(), epoch: z.int().min(0) }).optional(),
  }),
  (worldId: string) => ({ partition: 'worlds', path: worldId }),
)
const instantDigits = 15
const sorted = (instant: number) => String(instant).padStart(instantDigits, '0')

/** `real` is epoch milliseconds of real time; paths sort by it. */
export const waking = kind(z.strictObject({ id: z.string() }), (real: number, worldId: string) => ({
  partition: 'waking',
  path: `${sorted(real)}/${worldId}`,
}))
export const worlds = kind(WorldRecord, (worldId: string) => ({ partition: `world/${worldId}`, path: 'world' }))
export const tokens = kind(DeveloperToken, (worldId: string, digest: string) => ({
  partition: `world/${worldId}`,
  path: `token/${digest}`,
}))
/** `packed` is the document's JSON, deflated, in base64; `digest` is the SHA-256 of that JSON. */
export const edits = kind(
  z.strictObject({ digest: z.string(), packed: z.string() }),
  (worldId: string, epoch: number) => ({
    partition: `world/${worldId}/${epoch}`,
    path: 'edits',
  }),
)

export const keyRings = kind(KeyRing, (worldId: string) => ({ partition: `world/${worldId}`, path: 'keys' }))
export const partners = kind(PartnerRecord, (worldId: string, partnerId: string) => ({
  partition: `world/${worldId}`,
  path: `partner/${partnerId}`,
}))
/** Apart from the partner, which is read with nearly every call that it makes. */
export const registrations = kind(
  z.strictObject({ statement: z.string(), applicationType: z.string() }),
  (worldId: string, partnerId: string) => ({ partition: `world/${worldId}`, path: `registration/${partnerId}` }),
)
export const registered = kind(z.strictObject({}), (worldId: string, softwareId: string, jti: string) => ({
  partition: `world/${worldId}`,
  path: `registered/${softwareId}/${jti}`,
}))
export const software = kind(SoftwareRecord, (worldId: string, softwareId: string) => ({
  partition: `world/${worldId}`,
  path: `software/${softwareId}`,
}))
export const consents = kind(ConsentRecord, (worldId: string, epoch: number, consentId: string) => ({
  partition: `world/${worldId}/${epoch}`,
  path: `consent/${consentId}`,
}))
export const formerConsents = kind(ConsentRecord, (worldId: string, epoch: number, consentId: string) => ({
  partition: `world/${worldId}/${epoch}`,
  path: `former/${consentId}`,
}))
export const given = kind(
  z.strictObject({}),
  (worldId: string, epoch: number, customer: string, consentId: string) => ({
    partition: `world/${worldId}/${epoch}`,
    path: `given/${customer}/${consentId}`,
  }),
)
export const authorising = kind(Authorising, (worldId: string, epoch: number, uid: string) => ({
  partition: `world/${worldId}/${epoch}`,
  path: `authorising/${uid}`,
}))
export const signingOff = kind(
  z.strictObject({ code: z.string(), wrongCodes: z.int().min(0) }),
  (worldId: string, epoch: number, orderId: string, party: string) => ({
    partition: `world/${worldId}/${epoch}`,
    path: `signing-off/${orderId}/${party}`,
  }),
)
export const elsewhere = kind(
  z.strictObject({ uid: z.string() }),
  (worldId: string, epoch: number, customer: string, code: string) => ({
    partition: `world/${worldId}/${epoch}`,
    path: `elsewhere/${customer}/${code}`,
  }),
)
/** `day` is as `2026-11-24`. */
export const uses = kind(
  z.strictObject({}),
  (worldId: string, epoch: number, consentId: string, day: string, cluster: string) => ({
    partition: `world/${worldId}/${epoch}`,
    path: `used/${consentId}/${day}/${cluster}`,
  }),
)
export const customerSessions = kind(
  z.strictObject({ customer: z.string() }),
  (worldId: string, epoch: number, digest: string) => ({
    partition: `world/${worldId}/${epoch}`,
    path: `session/${digest}`,
  }),
)
/** `since` is when the first of them was, epoch milliseconds of the world's clock. */
export const attempts = kind(
  z.strictObject({ count: z.int().min(0), since: z.int() }),
  (worldId: string, epoch: number, customer: string) => ({
    partition: `world/${worldId}/${epoch}`,
    path: `attempts/${customer}`,
  }),
)
export const legs = kind(Leg, (worldId: string, epoch: number, account: string, seq: string) => ({
  partition: `world/${worldId}/${epoch}`,
  path: `account/${account}/leg/${seq}`,
}))
export const orders = kind(OrderRecord, (worldId: string, epoch: number, orderId: string) => ({
  partition: `world/${worldId}/${epoch}`,
  path: `order/${orderId}`,
}))
/** Each payment of a standing order or a file is kept like an order of its own. */
export const executions = kind(OrderRecord, (worldId: string, epoch: number, orderId: string, n: number) => ({
  partition: `world/${worldId}/${epoch}`,
  path: `order/${orderId}/${String(n).padStart(6, '0')}`,
}))
/** `packed` is part of something deflated, in base64. */
export const fileParts = kind(
  z.strictObject({ packed: z.string() }),
  (worldId: string, epoch: number, consentId: string, what: 'bytes' | 'payments', n: number) => ({
    partition: `world/${worldId}/${epoch}`,
    path: `file/${consentId}/${what}/${n}`,
  }),
)
/**
 * `at` is epoch milliseconds of the world's clock. Paths sort by it, and those of one instant by
 * `seq`: who came first goes first.
 */
export const dueItems = kind(
  Due,
  (worldId: string, epoch: number, at: number, seq: number, order: string, n: number) => ({
    partition: `world/${worldId}/${epoch}`,
    path: `due/${sorted(at)}/${String(seq).padStart(10, '0')}/${order}/${n}`,
  }),
)
export const awaiting = kind(
  z.strictObject({}),
  (worldId: string, epoch: number, account: string, orderId: string) => ({
    partition: `world/${worldId}/${epoch}`,
    path: `awaiting/${account}/${orderId}`,
  }),
)
export const ahead = kind(z.strictObject({}), (worldId: string, epoch: number, account: string, orderId: string) => ({
  partition: `world/${worldId}/${epoch}`,
  path: `ahead/${account}/${orderId}`,
}))
/**
 * `digest` is of the body that came with the key, `id` the resource that was made of it, `at` when
 * by the world's clock.
 */
export const idempotent = kind(
  z.strictObject({ digest: z.string(), id: z.string(), at: z.int() }),
  (worldId: string, epoch: number, partnerId: string, name: string) => ({
    partition: `world/${worldId}/${epoch}`,
    path: `idempotent/${partnerId}/${name}`,
  }),
)
/** The provider's own payloads, whose shape is its business. */
export const oidcItems = kind(
  z.record(z.string(), z.unknown()),
  (worldId: string, epoch: number, model: string, id: string) => ({
    partition: `world/${worldId}/${epoch}`,
    path: `oidc/${model}/${id}`,
  }),
)
export const oidcPointers = kind(
  z.strictObject({ model: z.string(), id: z.string() }),
  (worldId: string, epoch: number, of: 'grant' | 'uid', owner: string, model: string, id: string) => ({
    partition: `world/${worldId}/${epoch}`,
    path: `oidc-of/${of}/${owner}/${model}/${id}`,
  }),
)

/** Every partition that holds anything of a world that has seen `epoch` resets. */
export const partitionsOf = (id: string, epoch: number): string[] => [
  ...Array.from({ length: epoch + 1 }, (_, n) => `world/${id}/${n}`),
  `world/${id}`,
]
