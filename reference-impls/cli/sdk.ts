// The package's own `imports` cannot leave its folder, so this file is the only way to the SDK.
import { createCaller as createRetryingCaller } from '../sdk/call.ts'
import type { Connection } from '../sdk/index.ts'

export type { Call, Download } from '../sdk/call.ts'
export * from '../sdk/index.ts'

/** Creates a caller that retries nothing: a person sees at once that no sandbox answers. */
export const createCaller = (connection: Connection) =>
  createRetryingCaller({ retries: { attempts: 1 }, ...connection })
