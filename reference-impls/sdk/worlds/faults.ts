import type { components } from '#contract/control'
import type { CallOptions } from '../connection.ts'
import type { WorldContext } from './context.ts'

/** An armed scenario, with its id. */
export type Fault = components['schemas']['Fault'] & { readonly id: string }

/** A scenario to arm, and which requests it reaches. */
export type FaultRequest = {
  readonly scenario: string
  readonly parameters?: Readonly<Record<string, number>>
  readonly when?: {
    readonly operations?: readonly string[]
    readonly partner?: string
    readonly account?: string
    readonly from?: string
    readonly to?: string
    readonly count?: number
    readonly probability?: number
  }
  /** Whether answers hide the scenario's name. */
  readonly quiet?: boolean
}

/** Builds the methods for the faults of a world. */
export function buildFaults({ call, url }: WorldContext) {
  const faultUrl = (faultId: string) => `${url}/faults/${encodeURIComponent(faultId)}`
  return {
    /**
     * Arms a scenario: the bank then fails as it says.
     *
     * @example
     * ```ts
     * const { id } = await world.faults.arm({ scenario: 'unavailable', when: { count: 2 } })
     * await world.faults.disarm(id)
     * ```
     */
    arm: (fault: FaultRequest, options?: CallOptions) => call<Fault>('POST', `${url}/faults`, fault, options),
    /** Lists the armed faults. */
    list: async (options?: CallOptions) =>
      (await call<{ faults: Fault[] }>('GET', `${url}/faults`, undefined, options)).faults,
    /** Replaces a fault. It gets a new id. */
    change: (faultId: string, fault: FaultRequest, options?: CallOptions) =>
      call<Fault>('PUT', faultUrl(faultId), fault, options),
    /** Disarms a fault. */
    disarm: (faultId: string, options?: CallOptions) => call<void>('DELETE', faultUrl(faultId), undefined, options),
  }
}
