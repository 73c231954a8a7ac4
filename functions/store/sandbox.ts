import type { Store } from './store.ts'
import type { World } from './world.ts'

/** What the wiring (local.ts, cloud.ts) gives to everything else: the only way to storage, real time and randomness. */
export type Sandbox = {
  readonly store: Store
  /** Real time in epoch milliseconds. Only clocks of worlds read it. */
  readonly real: () => number
  /** A fresh random text of so many characters out of a-z and 0-9 (5.17 bits each). */
  readonly randomText: (characters: number) => string
  /** A fresh UUID, for interaction ids that callers did not send. */
  readonly newInteractionId: () => string
  /** Where callers reach the sandbox, without a slash at the end. Links in answers begin with it. */
  readonly baseUrl: string
  /** Where partners show client certificates, if that is another place: browsers have none, so it cannot be the same in the cloud. */
  readonly mtlsUrl?: string
  /** Digest of the key that may make worlds; absent where anyone may, as on a laptop. */
  readonly organiserDigest?: string
  /**
   * Does what is due in a world by its clock, and gives the world as it stands then; undefined where there is none. Every request
   * waits for it before it sees the world.
   */
  readonly settle?: (sandbox: Sandbox, worldId: string) => Promise<World | undefined>
  /** How long one request waits for that, milliseconds of real time, where somebody in front of us waits no longer; absent where nobody does. */
  readonly settlesForMs?: number
  /** Called with what nobody foresaw. */
  readonly log: (entry: { level: 'error' | 'info'; interactionId?: string; message: string; error?: unknown }) => void
}
