import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Sandbox } from '#store/world.ts'
import type { ClientCertificate, Connection } from './client-certificate.ts'

/** What the wiring gives to a surface when it mounts it. */
export type Host = {
  readonly sandbox: Sandbox
  /** Hold every answer against its schema: in tests, and where a developer asks for it. */
  readonly strict: boolean
  /** The default world and its keys, for the start page; only a laptop has them. */
  readonly first?:
    | {
        readonly id: string
        readonly developerToken: string
        readonly customer: string
        readonly persona: string
      }
    | undefined
  /** Reads a file that a surface ships, by its bare name (see surfaces.ts). */
  readonly readAsset: (name: string) => Promise<Uint8Array>
  /** The client certificate of a request's connection, where the host can tell. */
  readonly certificateOf?: (connection: Connection) => ClientCertificate | undefined
}

/**
 * Takes a request on the socket that it came by, past Hono, and answers it there; false where it is
 * none that it takes.
 */
export type NodeFastPath = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean
