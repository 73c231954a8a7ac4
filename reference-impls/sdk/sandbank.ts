import type { paths } from '#contract/control'
import { type Api, createApi } from './api.ts'
import { createCaller, idempotencyHeader, newInteractionId } from './call.ts'
import type { CallOptions, Connection } from './connection.ts'
import type { WriteOptions } from './payments/payments.ts'
import {
  buildWorldClient,
  type CreatedWorld,
  type ForkRequest,
  requestFork,
  resolvePath,
  type WorldClient,
  type WorldKeys,
  type WorldState,
} from './world.ts'
import { toText } from './worlds/context.ts'

export type SandbankOptions = Omit<Connection, 'baseUrl' | 'token'> & {
  /** Default: `http://localhost:4000`, the address of `npm start`. */
  readonly baseUrl?: string
  /** Only a sandbox in the cloud requires it, to create worlds. */
  readonly organiserKey?: string
}

/** The settings of a new world. The sandbox chooses a value for each absent one. */
export type WorldRequest = {
  readonly seed?: number | string
  /** The number of customers. */
  readonly size?: number
  /** The time at which the clock starts. */
  readonly now?: Date | string
  /** How many seconds of the world pass in one real second; 0 means paused. */
  readonly rate?: number
  readonly name?: string
  /** Labels by which the organiser finds the world, such as `{ pr: '123' }`. */
  readonly labels?: Readonly<Record<string, string>>
  /** The hours of real time after which the world is deleted. */
  readonly expiresInHours?: number
  /** The customer whose accounts its developer token reads. */
  readonly customer?: string
}

export type Persona = {
  readonly id: string
  readonly title: string
  readonly about: string
  readonly category: 'Business' | 'Personal'
  readonly weight: number
}

/** The operations of the control API that are not about one world. */
type PathsWithoutWorld = {
  [Path in keyof paths as Path extends `${string}{WorldId}${string}` ? never : Path]: paths[Path]
}

/** A client of one world. */
export type World = WorldClient & {
  /**
   * Makes a new world from this one or a snapshot of it, with keys of its own.
   *
   * @example
   * ```ts
   * await using fork = await world.fork({ name: 'pull request 7', expiresInHours: 48 })
   * ```
   */
  fork(request?: ForkRequest, options?: WriteOptions): Promise<NewWorld>
}

/** A world that was just made, with its keys. */
export type NewWorld = World & WorldKeys & Pick<WorldState, 'seed' | 'size' | 'start'>

export type Sandbank = ReturnType<typeof sandbank>

/**
 * Creates a client of the sandbox's control API, which a real bank does not have. A failed call
 * throws `ApiError`.
 *
 * @example
 * ```ts
 * import { sandbank } from '@sandbank/sdk'
 *
 * await using world = await sandbank().createWorld({ seed: 7, rate: 0 })
 * const [worker] = await world.customers({ persona: 'gig-worker' }).toArray()
 * await world.clock.advance({ days: 7 })
 * console.log(worker?.name, (await world.clock.read()).now)
 * ```
 */
export function sandbank({ baseUrl = 'http://localhost:4000', organiserKey, ...rest }: SandbankOptions = {}) {
  const control = `${baseUrl.replace(/\/$/, '')}/control`
  const { call, send } = createCaller({ ...rest, baseUrl: control, token: organiserKey })

  const world = ({ id, controlKey }: { id: string; controlKey: string }): World => {
    const caller = createCaller({ ...rest, baseUrl: control, token: controlKey })
    const context = { ...caller, url: `${control}/worlds/${encodeURIComponent(id)}` }
    return {
      ...buildWorldClient(context, { id, control }),
      fork: async (request = {}, options) => openNewWorld(await requestFork(context, request, options)),
    }
  }
  const openNewWorld = (created: CreatedWorld): NewWorld => {
    // `now` and `rate` change, so the client reads them from the clock.
    const { seed, size, start, controlKey, developerToken, customer, openBanking } = created
    return { ...world(created), seed, size, start, controlKey, developerToken, customer, openBanking }
  }

  return {
    /** Calls any operation of the control API that needs no world, by its path. */
    api: createApi<PathsWithoutWorld>(send, control, { resolve: resolvePath }) as Api<PathsWithoutWorld>,

    /** Creates a world: a bank of your own, with its own seed, clock and keys. */
    async createWorld({ now, ...request }: WorldRequest = {}, options?: CallOptions): Promise<NewWorld> {
      const body = { ...request, ...(now !== undefined && { now: toText(now) }) }
      return openNewWorld(await call<CreatedWorld>('POST', `${control}/worlds`, body, options))
    },

    /** Makes a world from the document of `world.export()`. */
    async importWorld(document: Uint8Array<ArrayBuffer> | string, options: WriteOptions = {}): Promise<NewWorld> {
      const { idempotencyKey = newInteractionId(), signal } = options
      const { json } = await send({
        method: 'POST',
        url: `${control}/worlds/import`,
        signal,
        headers: {
          accept: 'application/json',
          'content-type': 'application/x-ndjson',
          [idempotencyHeader]: idempotencyKey,
        },
        body: typeof document === 'string' ? new TextEncoder().encode(document) : document,
      })
      return openNewWorld(json as CreatedWorld)
    },

    /** Returns a client of an existing world. */
    world,

    /** Lists the personas: the kinds of customers. */
    personas: async () => (await call<{ personas: Persona[] }>('GET', `${control}/personas`)).personas,
  }
}
