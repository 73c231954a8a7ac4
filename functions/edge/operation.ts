import * as z from 'zod'
import type { ProblemCode } from '#bank/base/problem.ts'
import type { Access, Grant, Scope } from '#bank/consents/grant.ts'
import type { RequiredPermissions } from '#bank/consents/permission.ts'
import type { Sandbox, World } from '#store/world.ts'
import type { PartnerScope, RequiredScope } from './grant.ts'

/** A file as somebody sent it. */
export type Upload = { readonly media: string; readonly bytes: Uint8Array<ArrayBuffer> }

/** What an operation is handed once the caller is admitted and the input holds. */
type OperationInput<N extends RequiredScope, P, Q, B> = {
  readonly sandbox: Sandbox
  readonly grant: Grant<N extends Scope ? N : 'worlds'>
  readonly world: N extends 'anyone' | 'worlds' ? undefined : World
  readonly params: P
  readonly query: Q
  readonly body: B
  /** The request's `x-idempotency-key`, for operations that take one. */
  readonly idempotencyKey: string
  /** The file that came as the body, for operations that take one. */
  readonly upload: Upload
  /** Where this very request went, as the caller reaches it. */
  readonly url: string
}

/**
 * One operation of a surface, as data: served, documented and tested from the same description.
 * `refuses` are the problems beyond those that every operation of its kind may answer.
 */
export type Operation<
  N extends RequiredScope = RequiredScope,
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodObject | z.ZodArray = z.ZodObject | z.ZodArray,
  O extends z.ZodType = z.ZodType,
> = {
  readonly id: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below the surface's base, parameters as `{AccountId}`. */
  readonly path: string
  readonly needs: N
  /** The OAuth scope that a partner's own token must have; `accounts` when absent. */
  readonly scope?: PartnerScope
  /** What the customer must have consented to: one permission out of each group. */
  readonly requiredPermissions?: RequiredPermissions
  readonly params?: P
  readonly query?: Q
  /** What the query comes to when there is none; `operation` fills it in. */
  readonly emptyQuery?: z.output<Q> | undefined
  readonly body?: B
  /** The media type of a body that is JSON of its own kind; `application/json` when absent. */
  readonly bodyMedia?: string
  /**
   * Whether it takes an `x-idempotency-key`: the same key and body again is answered with what the
   * first one made.
   */
  readonly isIdempotent?: boolean
  /**
   * Whether payloads are signed (`x-jws-signature`): the request's, where it brings one, and the
   * answer's.
   */
  readonly isSigned?: boolean
  /** How large a body may be, in bytes; 64 KB when absent. */
  readonly mostBodyBytes?: number
  /**
   * It takes a file as its body instead of JSON: in one of these media types, of so many bytes at
   * most.
   */
  readonly upload?: { readonly media: readonly string[]; readonly most: number }
  /** What has no schema has no body. A download is in one of some media types instead of JSON. */
  readonly returns:
    | { readonly status: 200 | 201; readonly schema: O }
    | { readonly status: 200; readonly media: readonly string[] }
    | { readonly status: 200 | 204 }
  readonly problems: readonly ProblemCode[]
  run(
    given: OperationInput<N, z.output<P>, z.output<Q>, z.output<B>>,
  ): Promise<z.output<O> | Answer | Rendered | Download>
}

/** Whether a request may be signed: where payloads are, and it brings one. */
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
 * An answer that is JSON text already: hot pages are put together from texts. The same schema holds
 * them in strict mode.
 */
export class Rendered {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/**
 * An answer that is a file to keep, in a media type of the operation's own: a text, or bytes that
 * are none.
 */
export class Download {
  readonly media: string
  readonly fileName: string
  readonly content: string | Uint8Array<ArrayBuffer>
  constructor(media: string, fileName: string, content: string | Uint8Array<ArrayBuffer>) {
    this.media = media
    this.fileName = fileName
    this.content = content
  }
}

/**
 * Lets each file infer its own types, then forgets them: a surface is a plain list. Input is strict
 * from here on, made so once: zod compiles a schema on first use, which no request should pay for.
 */
export function operation<
  N extends RequiredScope,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodObject | z.ZodArray,
  O extends z.ZodType,
>(one: Operation<N, P, Q, B, O>): Operation {
  const query = (one.query ?? z.object({})).strict()
  const strict = {
    ...one,
    ...(one.params && { params: one.params.strict() }),
    query,
    noQuery: query.safeParse({}).data,
    ...(one.body && { body: 'strict' in one.body ? one.body.strict() : one.body }),
  }
  return strict as unknown as Operation
}

/**
 * Operations under one base path that refuse in one form: the Read/Write API's error body, or
 * problem details.
 */
export type Surface = {
  readonly name: string
  readonly title: string
  readonly base: string
  readonly errorForm: 'standard' | 'details'
  readonly operations: readonly Operation[]
  /**
   * Told what was read under a consent. Where it gives a promise, the answer waits for it; it never
   * rejects.
   */
  readonly recordUse?: (
    world: World,
    access: Access,
    requiredPermissions: RequiredPermissions,
  ) => Promise<void> | undefined
}
