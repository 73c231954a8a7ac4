import { createCaller } from './call.ts'
import type { Connection } from './connection.ts'
import { buildWorldClient, type NewWorld, type World, type WorldKeys, type WorldState } from './world.ts'

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

export type Sandbank = ReturnType<typeof sandbank>

/**
 * Creates a client of the sandbox's control API, which a real bank does not have. A failed call
 * throws `ApiError`.
 */
export function sandbank({ baseUrl = 'http://localhost:4000', organiserKey, ...rest }: SandbankOptions = {}) {
  const control = `${baseUrl.replace(/\/$/, '')}/control`
  const { call } = createCaller({ ...rest, baseUrl: control, token: organiserKey })

  const world = ({ id, controlKey }: { id: string; controlKey: string }): World =>
    buildWorldClient(
      createCaller({ ...rest, baseUrl: control, token: controlKey }).call,
      `${control}/worlds/${encodeURIComponent(id)}`,
      id,
    )

  return {
    /** Creates a world: a bank of your own, with its own seed, clock and keys. */
    async createWorld({ now, ...request }: WorldRequest = {}): Promise<NewWorld> {
      const body = { ...request, ...(now !== undefined && { now: typeof now === 'string' ? now : now.toISOString() }) }
      const created = await call<WorldState & WorldKeys>('POST', `${control}/worlds`, body)
      // `now` and `rate` change, so the client reads them from the clock.
      const { seed, size, start, controlKey, developerToken, customer, openBanking } = created
      return { ...world(created), seed, size, start, controlKey, developerToken, customer, openBanking }
    },

    /** Returns a client of an existing world. */
    world,

    /** Lists the personas: the kinds of customers. */
    personas: async () => (await call<{ personas: Persona[] }>('GET', `${control}/personas`)).personas,
  }
}
