import * as z from 'zod'
import { AuthorisationInteraction } from '#bank/authorization/interaction.ts'
import { ConsentRecord } from '#bank/consents/consent.ts'
import { DeveloperToken } from '#bank/consents/token.ts'
import { EventRecord } from '#bank/events/event.ts'
import { TimedEvent } from '#bank/events/timed.ts'
import { Leg } from '#bank/ledger/leg.ts'
import { KeyRing } from '#bank/partners/key-ring.ts'
import { PartnerRecord } from '#bank/partners/partner.ts'
import { SoftwareRecord } from '#bank/partners/software.ts'
import { OrderRecord } from '#bank/payments/order.ts'
import { Fault } from '#bank/scenarios/fault.ts'
import { DueItem } from '#bank/schedule/due.ts'
import { worldLifeFields } from '#bank/worlds/life.ts'
import { WorldRecord } from '#bank/worlds/world.ts'
import { defineRecord } from './record-kind.ts'
import type { Key } from './store.ts'

/*
 * The whole database on one page.
 *
 *   partition                path
 *   worlds                   <world>                directory: worlds, and those being deleted
 *   host                     clock                  the last reading of the local host's clock
 *                            worlds                 the count of worlds that are not deleted
 *   waking                   <real>/<world>         a world with a due item, for the sweep;
 *                                                   or what is left of a deleted one
 *   purging                  <real>/<partition>     partitions to empty from this instant on
 *   delivering               <world>/<subscription> a subscription with events that wait
 *   delivering-worlds        <world>                a world where time alone will make events, or
 *                                                   whose delivery could not finish
 *   importing                <digest>               a document that is imported, for a day
 *   sent                     <once>                 a form of the console that was sent, for a week
 *   world/<world>            world                  seed, clock, digest of the control key
 *                            token/<digest>         a developer token
 *                            keys                   signing keys of the authorization server
 *                                                   and the directory
 *                            partner/<id>           a partner: public keys, security settings
 *                            registration/<partner> the software statement it registered with
 *                            registered/<software>/<jti>
 *                                                   a used registration request, until it expires
 *                            software/<id>          a software's directory entry and certificate
 *                            request/<digest>       a request to the world under one idempotency
 *                                                   key, for a day
 *                            copying/<digest>       a copy under way, so that a retry continues it
 *                            snapshot/<id>          a snapshot
 *                            subscription/<id>      a webhook, or a partner's subscription
 *   world/<world>/snapshot/<id>
 *                                                   the overlay at the instant of a snapshot
 *   world/<world>/<epoch>    the overlay: what people did since the last reset
 *                            edits                  the custom data document
 *                            faults                 the armed faults
 *                            logged/<instant>-<id>  a logged request, where the world stores some
 *                            fault/<fault>          how often a fault has applied
 *                            fault/<fault>/<request>
 *                                                   how often a request was sent that it may reach
 *                            consent/<id>           a consent
 *                            former/<id>            a deleted mandate, kept for its payments
 *                            closed/<account>       an account that was closed
 *                            given/<customer>/<consent>
 *                                                   a consent that the customer authorised
 *                            authorising/<uid>      a customer in the middle of an authorization
 *                            signing-off/<order>/<party>
 *                                                   a director's one-time code for a payment
 *                            elsewhere/<customer>/<code>
 *                                                   a request to approve on another device
 *                            used/<consent>/<day>/<cluster>
 *                                                   what a partner read, once per world day
 *                            session/<digest>       a customer signed in to its own pages
 *                            attempts/<customer>    wrong passcodes
 *                            account/<account>/leg/<seq>
 *                                                   one leg of an account's journal
 *                            order/<id>             a payment order; a mandate's are numbered
 *                                                   without gaps
 *                            order/<id>/<n>         one payment of a standing order or a file
 *                            event/<real>/<counter and letters>
 *                                                   what happened to a consent or an order
 *                            timed/<instant>/<object>/<n>
 *                                                   what time alone will make of an object
 *                            looked                 until when the computed history was told
 *                            delivery/<subscription>/progress
 *                                                   how far the worker is with its events
 *                            delivery/<subscription>/held/<object>
 *                                                   an object whose events wait
 *                            delivery/<subscription>/waiting/<object>/<event>
 *                                                   an event that was not delivered yet
 *                            delivery/<subscription>/log/<event>/<attempt>
 *                                                   an attempt, for seven days
 *                            delivery/<subscription>/dead/<event>
 *                                                   an event that was given up
 *                            delivery/<subscription>/polled
 *                                                   how far a partner has polled
 *                            resend/<subscription>/<event>
 *                                                   an event to send again
 *                            file/<consent>/<what>/<n>
 *                                                   a part of a payment file
 *                            awaiting/<account>/<order>
 *                                                   an order that waits for an approval
 *                            ahead/<account>/<order>
 *                                                   a future-dated payment or standing order
 *                            due/<instant>/<seq>/<order>/<n>
 *                                                   a due item: of an order, or `interest`
 *                            idempotent/<partner>/<digest>
 *                                                   a request under one idempotency key
 *                            oidc/<model>/<id>      items of the OpenID provider: codes, grants,
 *                                                   refresh tokens, sessions
 *                            oidc-of/<of>/<id>/<model>/<id>
 *                                                   the same by grant or by session uid
 */

/** A world, as far as a key needs it: its id and the epoch that holds its overlay. */
export type InEpoch = { readonly id: string; readonly record: { readonly epoch: number } }

/** Returns a key in the overlay of the world's current epoch. */
const inEpoch = ({ id, record }: InEpoch, path: string): Key => ({ partition: overlayOf(id, record.epoch), path })

export const worldDirectory = defineRecord(
  z.strictObject({
    id: z.string(),
    createdAt: z.iso.datetime(),
    // A copy of the world's record, so that a list reads the directory alone.
    ...worldLifeFields,
    /** Set when the world is deleted: the instant, and its last epoch. */
    deleted: z.strictObject({ at: z.iso.datetime(), epoch: z.int().min(0) }).optional(),
  }),
  (worldId: string) => ({ partition: 'worlds', path: worldId }),
)
const instantDigits = 15
/** Formats an instant (epoch milliseconds) for a path: paths sort by it. */
export const sortableInstant = (instant: number) => String(instant).padStart(instantDigits, '0')

/** `real` is epoch milliseconds of real time; paths sort by it. */
export const wakeUps = defineRecord(z.strictObject({ id: z.string() }), (real: number, worldId: string) => ({
  partition: 'waking',
  path: `${sortableInstant(real)}/${worldId}`,
}))
/** The last reading of the local host's clock (steady-time.ts), in epoch milliseconds. */
export const hostTimes = defineRecord(z.strictObject({ steady: z.int(), host: z.int() }), () => ({
  partition: 'host',
  path: 'clock',
}))
/** Every commit that adds or deletes a world replaces it, so that a limit of worlds holds. */
export const worldCounts = defineRecord(z.strictObject({ count: z.int().min(0) }), () => ({
  partition: 'host',
  path: 'worlds',
}))
export const worlds = defineRecord(WorldRecord, (worldId: string) => ({ partition: `world/${worldId}`, path: 'world' }))
export const tokens = defineRecord(DeveloperToken, (worldId: string, digest: string) => ({
  partition: `world/${worldId}`,
  path: `token/${digest}`,
}))
/** `packed` is the document's JSON, deflated, in base64; `digest` is the SHA-256 of that JSON. */
export const edits = defineRecord(z.strictObject({ digest: z.string(), packed: z.string() }), (world: InEpoch) =>
  inEpoch(world, 'edits'),
)

export const faultLists = defineRecord(
  z.strictObject({ digest: z.string(), faults: z.array(Fault) }),
  (world: InEpoch) => inEpoch(world, 'faults'),
)
/** `name` is a fault's id, or the id and what a retried request repeats. */
export const faultCounts = defineRecord(z.strictObject({ count: z.int().min(0) }), (world: InEpoch, name: string) =>
  inEpoch(world, `fault/${name}`),
)

export const keyRings = defineRecord(KeyRing, (worldId: string) => ({ partition: `world/${worldId}`, path: 'keys' }))
export const partners = defineRecord(PartnerRecord, (worldId: string, partnerId: string) => ({
  partition: `world/${worldId}`,
  path: `partner/${partnerId}`,
}))
/** Kept apart from the partner's record, which nearly every call of the partner loads. */
export const registrations = defineRecord(
  z.strictObject({ statement: z.string(), applicationType: z.string() }),
  (worldId: string, partnerId: string) => ({ partition: `world/${worldId}`, path: `registration/${partnerId}` }),
)
export const usedRegistrationRequests = defineRecord(
  z.strictObject({}),
  (worldId: string, softwareId: string, jti: string) => ({
    partition: `world/${worldId}`,
    path: `registered/${softwareId}/${jti}`,
  }),
)
export const software = defineRecord(SoftwareRecord, (worldId: string, softwareId: string) => ({
  partition: `world/${worldId}`,
  path: `software/${softwareId}`,
}))
export const consents = defineRecord(ConsentRecord, (world: InEpoch, consentId: string) =>
  inEpoch(world, `consent/${consentId}`),
)
export const formerConsents = defineRecord(ConsentRecord, (world: InEpoch, consentId: string) =>
  inEpoch(world, `former/${consentId}`),
)
/**
 * `at` is the instant in epoch milliseconds of the world's clock. The world's record repeats it.
 */
export const closedAccounts = defineRecord(z.strictObject({ at: z.int() }), (world: InEpoch, account: string) =>
  inEpoch(world, `closed/${account}`),
)
export const authorisedConsents = defineRecord(
  z.strictObject({}),
  (world: InEpoch, customer: string, consentId: string) => inEpoch(world, `given/${customer}/${consentId}`),
)
export const interactions = defineRecord(AuthorisationInteraction, (world: InEpoch, uid: string) =>
  inEpoch(world, `authorising/${uid}`),
)
export const approvalCodes = defineRecord(
  z.strictObject({ code: z.string(), wrongCodes: z.int().min(0) }),
  (world: InEpoch, orderId: string, party: string) => inEpoch(world, `signing-off/${orderId}/${party}`),
)
export const otherDeviceRequests = defineRecord(
  z.strictObject({ uid: z.string() }),
  (world: InEpoch, customer: string, code: string) => inEpoch(world, `elsewhere/${customer}/${code}`),
)
/** `day` has the form `2026-11-24`. */
export const consentUses = defineRecord(
  z.strictObject({}),
  (world: InEpoch, consentId: string, day: string, cluster: string) =>
    inEpoch(world, `used/${consentId}/${day}/${cluster}`),
)
export const customerSessions = defineRecord(
  z.strictObject({ customer: z.string() }),
  (world: InEpoch, digest: string) => inEpoch(world, `session/${digest}`),
)
/** `since` is the instant of the first attempt, in epoch milliseconds of the world's clock. */
export const passcodeAttempts = defineRecord(
  z.strictObject({ count: z.int().min(0), since: z.int() }),
  (world: InEpoch, customer: string) => inEpoch(world, `attempts/${customer}`),
)
export const legs = defineRecord(Leg, (world: InEpoch, account: string, seq: string) =>
  inEpoch(world, `account/${account}/leg/${seq}`),
)
export const orders = defineRecord(OrderRecord, (world: InEpoch, orderId: string) => inEpoch(world, `order/${orderId}`))
/** Each payment of a standing order or a file is stored like an order. */
export const executions = defineRecord(OrderRecord, (world: InEpoch, orderId: string, n: number) =>
  inEpoch(world, `order/${orderId}/${String(n).padStart(6, '0')}`),
)
/**
 * `real` is a sortable instant of real time. Within it, events of one process sort by `name`, which
 * begins with a counter.
 */
export const events = defineRecord(EventRecord, (world: InEpoch, real: string, name: string) =>
  inEpoch(world, `event/${real}/${name}`),
)
/** `packed` is a part of the deflated content, in base64. */
/** `at` is epoch milliseconds of the world's clock; paths sort by it. */
export const timedEvents = defineRecord(TimedEvent, (world: InEpoch, { at, object, n }: Omit<TimedEvent, 'of'>) =>
  inEpoch(world, `timed/${sortableInstant(at)}/${object}/${n}`),
)
/**
 * Until when what needs no commit was told: `at` is the first second of the world's clock that was
 * not looked at (epoch seconds), `real` the real instant (epoch milliseconds) of the look, and
 * `after` the last event that was told of the seconds from `at` on, if a look was cut off.
 */
export const eventLooks = defineRecord(
  z.strictObject({ at: z.int(), real: z.int(), after: z.string().optional() }),
  (world: InEpoch) => inEpoch(world, 'looked'),
)
export const fileParts = defineRecord(
  z.strictObject({ packed: z.string() }),
  (world: InEpoch, consentId: string, what: 'bytes' | 'payments', n: number) =>
    inEpoch(world, `file/${consentId}/${what}/${n}`),
)
/**
 * `at` is epoch milliseconds of the world's clock. Paths sort by it, and those of one instant by
 * `seq`: who came first goes first.
 */
export const dueItems = defineRecord(
  DueItem,
  (world: InEpoch, { at, seq, order, n }: Pick<DueItem, 'at' | 'seq' | 'order' | 'n'>) =>
    inEpoch(world, `due/${sortableInstant(at)}/${String(seq).padStart(10, '0')}/${order}/${n}`),
)
export const ordersAwaitingApproval = defineRecord(
  z.strictObject({}),
  (world: InEpoch, { account, id }: Pick<OrderRecord, 'account' | 'id'>) => inEpoch(world, `awaiting/${account}/${id}`),
)
export const futureDatedOrders = defineRecord(
  z.strictObject({}),
  (world: InEpoch, { account, id }: Pick<OrderRecord, 'account' | 'id'>) => inEpoch(world, `ahead/${account}/${id}`),
)
/**
 * `digest` is of the body that came with the key, `id` the resource that was made of it, `at` when
 * by the world's clock.
 */
export const idempotentRequests = defineRecord(
  z.strictObject({ digest: z.string(), id: z.string(), at: z.int() }),
  (world: InEpoch, partnerId: string, name: string) => inEpoch(world, `idempotent/${partnerId}/${name}`),
)
/** A form of the console that was sent, by its random name. It belongs to no world, and expires. */
export const sentForms = defineRecord(z.strictObject({ at: z.iso.datetime() }), (once: string) => ({
  partition: 'sent',
  path: once,
}))
/** Payloads of the OpenID provider, which defines their shape. */
export const oidcItems = defineRecord(z.record(z.string(), z.unknown()), (world: InEpoch, model: string, id: string) =>
  inEpoch(world, `oidc/${model}/${id}`),
)
export const oidcPointers = defineRecord(
  z.strictObject({ model: z.string(), id: z.string() }),
  (world: InEpoch, of: 'grant' | 'uid', owner: string, model: string, id: string) =>
    inEpoch(world, `oidc-of/${of}/${owner}/${model}/${id}`),
)

/** Returns the partition of a world's overlay in one epoch. */
export const overlayOf = (id: string, epoch: number): string => `world/${id}/${epoch}`

/** Lists every partition of a world whose highest epoch is `epoch`. */
export const partitionsOf = (id: string, epoch: number): string[] => [
  ...Array.from({ length: epoch + 1 }, (_, n) => overlayOf(id, n)),
  `world/${id}`,
]
