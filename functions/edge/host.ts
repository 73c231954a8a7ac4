import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RecordedCaller } from '#bank/requests/reproduction.ts'
import type { Sandbox } from '#store/world.ts'
import type { ClientCertificate, Connection } from './client-certificate.ts'

/** What the wiring (local.ts, cloud.ts) gives to a surface when it mounts it. */
export type Host = {
  readonly sandbox: Sandbox
  /**
   * Whether every answer is checked against its schema: in tests, and with `npm start -- --strict`.
   */
  readonly strict: boolean
  /** The default world and its keys, for the pages. Only a laptop has them. */
  readonly first?:
    | {
        readonly id: string
        readonly controlKey: string
        readonly developerToken: string
        readonly customer: string
        readonly persona: string
      }
    | undefined
  /** The origins whose pages may call the Read/Write API and `/control` (CORS); absent: none. */
  readonly corsOrigins?: ReadonlySet<string>
  /**
   * Who sent the recorded request that is replayed now: it has no credentials. Only a replay sets
   * it.
   */
  readonly recordedCaller?: () => RecordedCaller
  /** Whether requests meet no armed faults: a replay meets only the scenario that it asks for. */
  readonly skipsFaults?: boolean
  /** Reads a file that a surface ships, by its bare name (see surfaces.ts). */
  readonly readAsset: (name: string) => Promise<Uint8Array>
  /** Returns the client certificate of a request's connection, where the host knows it. */
  readonly certificateOf?: (connection: Connection) => ClientCertificate | undefined
}

/**
 * Answers a request on Node's own socket, without Hono. Returns false for requests that it does not
 * take.
 */
export type NodeFastPath = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean
