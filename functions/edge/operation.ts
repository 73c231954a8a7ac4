import * as z from 'zod'
import type { ProblemCode } from '#bank/base/problem.ts'
import type { Access, Grant, Scope } from '#bank/consents/grant.ts'
import type { RequiredPermissions } from '#bank/consents/permission.ts'
import type { partnerScopes } from '#bank/partners/partner.ts'
import type { Sandbox, World } from '#store/world.ts'

/** A scope that a partner's token may have. */
export type PartnerScope = (typeof partnerScopes)[number]

/** The scope that an operation requires of its caller's token. `anyone` requires no token. */
export type RequiredScope = Scope | 'anyone'

/** A file that a caller sent. */
export type Upload = { readonly media: string; readonly bytes: Uint8Array<ArrayBuffer> }

/** The validated input of an operation, with the grant of its caller. */
type OperationInput<N extends RequiredScope, P, Q, B, H> = {
  readonly sandbox: Sandbox
  readonly grant: Grant<N extends Scope ? N : 'worlds'>
  readonly world: N extends 'anyone' | 'worlds' ? undefined : World
  readonly params: P
  readonly query: Q
  readonly body: B
  /** The headers that the operation declares. */
  readonly headers: H
  /** The request's `x-idempotency-key`, for operations that take one; empty if it is absent. */
  readonly idempotencyKey: string
  /**
   * The secret of the control key that the caller sent, from which new secrets may be derived;
   * empty for other callers.
   */
  readonly secret: string
  /** The file that came as the body, for operations that take one. */
  readonly upload: Upload
  /** The URL of this request, as the caller reaches it. */
  readonly url: string
}

/** One operation of a surface, as data: served, documented and tested from the same description. */
export type Operation<
  N extends RequiredScope = RequiredScope,
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodObject | z.ZodArray = z.ZodObject | z.ZodArray,
  O extends z.ZodType = z.ZodType,
  H extends z.ZodObject = z.ZodObject,
> = {
  readonly id: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** The path below the surface's base, with parameters such as `{AccountId}`. */
  readonly path: string
  /** The scope that the caller's token must have. */
  readonly needs: N
  /**
   * Whether it gets the world as stored, without custom data and with due items left. So a world
   * that cannot catch up can be deleted.
   */
  readonly takesWorldAsStored?: boolean
  /**
   * The OAuth scope of a partner's own token; default `accounts`. `any`: one of them is enough, and
   * a developer token is not.
   */
  readonly scope?: PartnerScope | 'any'
  /** The permissions that the customer must have consented to: one of each group. */
  readonly requiredPermissions?: RequiredPermissions
  readonly params?: P
  readonly query?: Q
  /** The parsed empty query; set by `operation`. */
  readonly emptyQuery?: z.output<Q> | undefined
  readonly body?: B
  /** Whether it may also come without a body, which is then an empty object. */
  readonly isBodyOptional?: boolean
  /** The headers that only this operation reads, by their names in lower case. */
  readonly headers?: H
  /** The media type of the JSON body; default `application/json`. */
  readonly bodyMedia?: string
  /**
   * Whether it takes an `x-idempotency-key`: a repeated request returns what the first one made.
   */
  readonly isIdempotent?: boolean
  /** Whether it may also come without an `x-idempotency-key`: the header is then optional. */
  readonly isKeyOptional?: boolean
  /** Whether the bodies of request and answer are signed (`x-jws-signature`). */
  readonly isSigned?: boolean
  /** The largest body, in bytes; default 64 KB. */
  readonly mostBodyBytes?: number
  /** The body is a file instead of JSON: its media types, and its largest size in bytes. */
  readonly upload?: { readonly media: readonly string[]; readonly most: number }
  /**
   * The answer: JSON of a schema (or a download in one of `files`), a download in one of some media
   * types, or no body.
   */
  readonly returns:
    | { readonly status: 200 | 201; readonly schema: O; readonly files?: readonly string[] }
    | { readonly status: 200; readonly media: readonly string[] }
    | { readonly status: 200 | 204 }
  /** Whether the request log leaves it out: it reads the log. */
  readonly isUnlogged?: boolean
  /** The problems that it may answer, beyond those of every operation of its kind. */
  readonly problems: readonly ProblemCode[]
  run(
    input: OperationInput<N, z.output<P>, z.output<Q>, z.output<B>, z.output<H>>,
  ): Promise<z.output<O> | Answer | Rendered | Download | EventStream>
}

/** Whether a request may be signed: payloads are, and the method has a body. */
export const takesSignature = ({ isSigned, method }: Operation): boolean =>
  isSigned === true && method !== 'get' && method !== 'delete'

/** An answer with headers of its own. */
export class Answer {
  readonly body: object
  readonly headers: Readonly<Record<string, string>>
  constructor(body: object, headers: Readonly<Record<string, string>>) {
    this.body = body
    this.headers = headers
  }
}

/**
 * An answer that is JSON text already: hot pages are joined from texts. Strict mode checks it too.
 */
export class Rendered {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** An answer that is a file: text or bytes, in one of the operation's media types. */
export class Download {
  readonly media: string
  readonly fileName: string
  readonly content: string | Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
  constructor(
    media: string,
    fileName: string,
    content: string | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.media = media
    this.fileName = fileName
    this.content = content
    this.headers = headers
  }
}

/** An answer that goes on: server-sent events. */
export class EventStream {
  static readonly media = 'text/event-stream'
  readonly content: ReadableStream<Uint8Array>
  constructor(content: ReadableStream<Uint8Array>) {
    this.content = content
  }
}

/**
 * Declares an operation. Its file infers the types of the input; the list of a surface forgets
 * them. Makes the input schemas strict here, once: zod compiles a schema on its first use.
 */
export function operation<
  N extends RequiredScope,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodObject | z.ZodArray,
  O extends z.ZodType,
  H extends z.ZodObject,
>(one: Operation<N, P, Q, B, O, H>): Operation {
  const query = (one.query ?? z.object({})).strict()
  const strict = {
    ...one,
    ...(one.params && { params: one.params.strict() }),
    query,
    emptyQuery: query.safeParse({}).data,
    ...(one.body && { body: 'strict' in one.body ? one.body.strict() : one.body }),
  }
  return strict as unknown as Operation
}

/** A message that a surface sends: one POST with a JSON body. */
export type SentMessage = {
  /** Its type, such as `payment.accepted`. */
  readonly name: string
  readonly title: string
  readonly schema: z.ZodType
  readonly example: object
  /** The headers that it has, with what each means. */
  readonly headers: Readonly<Record<string, string>>
}

/** Operations under one base path, with one form of errors: OBErrorResponse1 or problem details. */
export type Surface = {
  readonly name: string
  readonly title: string
  readonly base: string
  readonly errorForm: 'standard' | 'details'
  readonly operations: readonly Operation[]
  /** What the surface sends to receivers that its callers registered. */
  readonly messages?: readonly SentMessage[]
  /**
   * Records that data was read under a consent. The answer waits for the promise, if there is one;
   * the promise never rejects.
   */
  readonly recordUse?: (
    world: World,
    access: Access,
    requiredPermissions: RequiredPermissions,
  ) => Promise<void> | undefined
  /**
   * Finds the accounts of a consent that a request with a developer token names: no consent belongs
   * to that token. Only faults about an account ask for them.
   */
  readonly findAccountsOfConsent?: (
    world: World,
    grant: Grant,
    consentId: string,
  ) => Promise<readonly string[] | undefined>
}
