import { type Connection, caller } from './call.ts'
import { type NewWorld, type World, type WorldKeys, type WorldState, worldAt } from './world.ts'

export type SandbankOptions = Omit<Connection, 'baseUrl' | 'token'> & {
  /** `http://localhost:4000` when absent, which is where `npm start` opens. */
  readonly baseUrl?: string
  /** Only a sandbox in the cloud asks for it, and only to make worlds. */
  readonly organiserKey?: string
}

/** What a new world may be told; whatever is absent, the sandbox chooses. */
export type WorldRequest = {
  readonly seed?: number
  /** How many customers. */
  readonly size?: number
  /** What its clock says first. */
  readonly now?: Date | string
  readonly rate?: number
  /** Whose accounts its developer token reaches. */
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
 * A client of the sandbox's control API, which no bank has in production. Every call throws
 * `ApiError`.
 */
export function sandbank({ baseUrl = 'http://localhost:4000', organiserKey, ...rest }: SandbankOptions = {}) {
  const control = `${baseUrl.replace(/\/$/, '')}/control`
  const { call } = caller({ ...rest, baseUrl: control, token: organiserKey })

  const world = ({ id, controlKey }: { id: string; controlKey: string }): World =>
    worldAt(
      caller({ ...rest, baseUrl: control, token: controlKey }).call,
      `${control}/worlds/${encodeURIComponent(id)}`,
      id,
    )

  return {
    /** A bank of your own, with its own seed, clock and keys. */
    async createWorld({ now, ...request }: WorldRequest = {}): Promise<NewWorld> {
      const body = { ...request, ...(now !== undefined && { now: typeof now === 'string' ? now : now.toISOString() }) }
      const made = await call<WorldState & WorldKeys>('POST', `${control}/worlds`, body)
      // Not `now` and `rate`: they pass, and the clock tells them.
      const { seed, size, start, controlKey, developerToken, customer, openBanking } = made
      return { ...world(made), seed, size, start, controlKey, developerToken, customer, openBanking }
    },

    /** A world that exists. */
    world,

    /** Every kind of customer. */
    personas: async () => (await call<{ personas: Persona[] }>('GET', `${control}/personas`)).personas,
  }
}
