import { ToolFailure } from './failure.ts'
import { type Call, createCaller, type Fetch, type OpenBanking, openBanking, sandbank, type World } from './sdk.ts'

/** A world whose keys the server was given, or that it created. */
export type KnownWorld = {
  readonly id: string
  readonly controlKey: string
  readonly developerToken?: string | undefined
  /** The customer of the developer token, where it is known. */
  readonly customer?: string | undefined
}

export type Settings = {
  /** The base URL of the sandbox, without a slash at the end. */
  readonly url: string
  readonly worlds: readonly KnownWorld[]
  /** Whether tools may change worlds. */
  readonly mayWrite: boolean
  /** Only a sandbox in the cloud requires it, to create worlds. */
  readonly organiserKey?: string | undefined
  readonly fetch?: Fetch | undefined
}

/** A world and the ways to call it. */
export type OpenWorld = {
  readonly id: string
  readonly client: World
  /** Calls a path of the world: `/faults` is `/control/worlds/{WorldId}/faults`. */
  readonly call: Call
  /**
   * Returns the Read/Write API with a token of a customer. If the server may not write, it is the
   * token that the server was given, whatever its customer.
   */
  bank(customer?: string): Promise<OpenBanking>
}

/** What a tool works with. */
export type Session = ReturnType<typeof openSession>

/** A clock that advances over years takes minutes. */
const timeoutMilliseconds = 10 * 60_000

const firstCustomer = 'cus_0'

/** What a server remembers between the calls of its tools. */
export type Memory = {
  /** The worlds that it may use, by id. */
  readonly known: Map<string, KnownWorld>
  /** Developer tokens that it created, by world and customer. */
  readonly tokens: Map<string, Promise<string>>
}

/** Creates the memory of a server that begins. */
export const createMemory = ({ worlds }: Settings): Memory => ({
  known: new Map(worlds.map((world) => [world.id, world])),
  tokens: new Map(),
})

/**
 * Opens the access to a sandbox for one call of a tool: to the worlds whose keys are known, and to
 * no other. It ends every request when the signal aborts.
 */
export function openSession(
  { url, mayWrite, organiserKey, fetch }: Settings,
  { known, tokens }: Memory,
  signal?: AbortSignal,
) {
  const connection = { timeoutMilliseconds, fetch, signal }
  const control = sandbank({ ...connection, baseUrl: url, ...(organiserKey !== undefined && { organiserKey }) })

  const openWorld = ({ id, controlKey, developerToken, customer: owner }: KnownWorld): OpenWorld => {
    const client = control.world({ id, controlKey })
    const { call } = createCaller({ ...connection, baseUrl: url, token: controlKey })
    const createToken = async (customer: string) => (await client.createToken(customer)).developerToken
    const findToken = async (customer = owner ?? firstCustomer, isDefault = false): Promise<string> => {
      if (developerToken !== undefined && (isDefault || customer === owner || !mayWrite)) return developerToken
      if (!mayWrite)
        throw new ToolFailure(
          `the MCP server has no developer token of ${id}, and a read-only server creates none`,
          `Start the MCP server with a developer token of it too (--key dev_...), or with --write.`,
        )
      const token = tokens.get(`${id} ${customer}`) ?? createToken(customer)
      tokens.set(`${id} ${customer}`, token)
      token.catch(() => tokens.delete(`${id} ${customer}`))
      return token
    }
    // A sandbox that began again has forgotten the tokens: the next call creates others.
    const forgetTokens = () => {
      for (const name of tokens.keys()) if (name.startsWith(`${id} `)) tokens.delete(name)
    }
    return {
      id,
      client,
      call: (method, path, body) => call(method, `${url}/control/worlds/${encodeURIComponent(id)}${path}`, body),
      async bank(customer) {
        const token = await findToken(customer, customer === undefined)
        return openBanking({
          ...connection,
          baseUrl: `${url}/open-banking/v4.0`,
          token,
          observe: ({ status }) => {
            if (status === 401) forgetTokens()
          },
        })
      },
    }
  }

  return {
    url,
    mayWrite,
    createWorld: control.createWorld,
    /** Calls a public path of the sandbox, such as `/openapi.json`. */
    readPublic: <T>(path: string) => createCaller({ ...connection, baseUrl: url }).call<T>('GET', url + path),
    worldIds: (): readonly string[] => [...known.keys()],
    addWorld(world: KnownWorld): void {
      known.set(world.id, world)
    },
    /**
     * Finds a world by its id; without an id, the only one. Throws a ToolFailure if its key is not
     * known.
     */
    findWorld(id?: string): OpenWorld {
      const ids = [...known.keys()]
      const world = known.get(id ?? (ids.length === 1 ? (ids[0] as string) : ''))
      if (world !== undefined) return openWorld(world)
      const start = 'Start the MCP server with its control key (--key ctl_...), or create a world with create_world.'
      if (id !== undefined)
        throw new ToolFailure(
          `world: this MCP server has no key of ${id}; it has keys of ${ids.join(', ') || 'no world'}`,
          ids.length === 0 ? start : 'Use one of these worlds, or start the MCP server with the key of the other one.',
        )
      throw ids.length === 0
        ? new ToolFailure('world: this MCP server has the key of no world', start)
        : new ToolFailure(`world: missing, and there are several: ${ids.join(', ')}`, 'Send the id of one of them.')
    },
  }
}
