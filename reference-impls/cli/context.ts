import { join } from 'node:path'
import type { Terminal } from '#cli/output/terminal.ts'
import { changeMemory, findFolder, type Memory, readLogins, readMemory } from '#cli/worlds/memory.ts'
import { Failure } from './failure.ts'
import { ApiError, type Call, type Connection, createCaller, type Download } from './sdk.ts'

/** What a run of the command line gets from outside. */
export type Environment = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** The home folder of the person. */
  readonly home: string
  /** Reads real time in epoch milliseconds. */
  readonly now: () => number
  readonly newId: () => string
  readonly drawBytes: (size: number) => Uint8Array
  readonly terminal: Terminal
  /** Reads the whole standard input, without blanks at its ends. */
  readonly readInput: () => Promise<string>
  /** Catches Ctrl-C: the signal aborts when the person stops the command. */
  readonly awaitStop: () => AbortSignal
}

/** The options that every command has. */
export type CommonOptions = { readonly url?: string; readonly world?: string; readonly json?: boolean }

export type Context = Environment & {
  readonly isJson: boolean
  /** The base URL of the sandbox, without a slash at the end. */
  readonly url: string
  /** The folder that remembers, and what it remembers. */
  readonly folder: string
  readonly memory: () => Memory
  readonly remember: (change: (memory: Memory) => Memory) => Promise<void>
  /** Uses keys in this run without storing them. */
  readonly preview: (memory: Memory) => void
  /** The file of a person's logins. */
  readonly loginFile: string
  /** Calls `/control` as the organiser, who makes worlds. */
  readonly organise: Call
  readonly organiseWith: (connection: Partial<Connection>) => Call
  /** Finds the world that the command is about. Rejects when its key is not known. */
  readonly world: () => Promise<WorldTarget>
  /** Finds a world by its id or remembered name. */
  readonly findWorld: (idOrName: string) => WorldTarget
}

/** A world and the ways to call it. */
export type WorldTarget = {
  readonly id: string
  readonly url: string
  readonly controlKey: string
  /** Calls a path of the world: `/clock` is `/control/worlds/{WorldId}/clock`. */
  readonly call: Call
  /** Calls a path of `/control` with the world's key, such as `/partners`. */
  readonly control: Call
  readonly download: Download
  /** Returns a developer token of a customer, or that of the world's first customer. */
  readonly token: (customer?: string) => Promise<string>
  /**
   * Calls the Read/Write API as a customer (the first one if absent) and an app: `/aisp/accounts`.
   */
  readonly bank: (customer?: string, headers?: Readonly<Record<string, string>>) => Call
}

export const defaultUrl = 'http://localhost:4000'

/** The default world of a sandbox on a laptop. Its keys are public (functions/local.ts). */
export const defaultWorld = {
  id: 'wld_default',
  controlKey: 'ctl_default_hackathon',
  developerToken: 'dev_default_hackathon',
  customer: 'cus_0',
}

/** A clock that advances over years takes minutes. */
const timeoutMilliseconds = 10 * 60_000

/** Creates the context of one command. */
export async function createContext(environment: Environment, options: CommonOptions): Promise<Context> {
  const { env, cwd, home } = environment
  const folder = await findFolder(cwd)
  let memory = await readMemory(folder)
  const loginFile = join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'sandbank', 'logins.json')
  const url = parseUrl(options.url ?? env.SANDBANK_URL ?? memory.url ?? defaultUrl)
  const remember = async (change: (memory: Memory) => Memory) => {
    memory = await changeMemory(folder, change)
  }
  const callerOf = (token?: string, headers?: Readonly<Record<string, string>>) =>
    createCaller({ baseUrl: url, token, timeoutMilliseconds, headers })

  const findWorld = (idOrName: string): WorldTarget => {
    const { id, controlKey, developerToken } = findKeys(memory, url, idOrName, env)
    const { call, download } = callerOf(controlKey)
    const base = `${url}/control/worlds/${encodeURIComponent(id)}`
    const worldCall: Call = (method, path, body) => call(method, `${base}${path}`, body)
    /** Keeps a token of a customer, or forgets it. */
    const keepToken = (customer: string, token: string | undefined) =>
      remember((before) => {
        const { [customer]: _, ...others } = before.worlds?.[id]?.tokens ?? {}
        const tokens = token === undefined ? others : { ...others, [customer]: token }
        return { ...before, worlds: { ...before.worlds, [id]: { ...before.worlds?.[id], url, tokens } } }
      })
    const makeToken = async (customer: string) => {
      const made = await worldCall<{ developerToken: string }>('POST', '/tokens', { customer })
      await keepToken(customer, made.developerToken)
      return made.developerToken
    }
    /** Tokens that are being made: calls at the same time share one. */
    const making = new Map<string, Promise<string>>()
    const target: WorldTarget = {
      id,
      url,
      controlKey,
      call: worldCall,
      control: (method, path, body) => call(method, `${url}/control${path}`, body),
      download: (path, media) => download(`${base}${path}`, media),
      async token(customer) {
        const own = customer === undefined || (id === defaultWorld.id && customer === defaultWorld.customer)
        const known = memory.worlds?.[id]
        if (own && developerToken !== undefined) return developerToken
        const wanted = customer ?? known?.customer ?? defaultWorld.customer
        const kept = wanted === known?.customer ? known.developerToken : known?.tokens?.[wanted]
        if (kept !== undefined) return kept
        const made = making.get(wanted) ?? makeToken(wanted).finally(() => making.delete(wanted))
        making.set(wanted, made)
        return made
      },
      bank: (customer, headers) => async (method, path, body) => {
        const send = <T>(bearer: string) =>
          callerOf(bearer, headers).call<T>(method, `${url}/open-banking/v4.0${path}`, body)
        const token = await target.token(customer)
        try {
          return await send(token)
        } catch (error) {
          const kept = Object.entries(memory.worlds?.[id]?.tokens ?? {})
          const [stale] = kept.find(([, one]) => one === token) ?? []
          if (!(error instanceof ApiError) || error.status !== 401 || stale === undefined) throw error
          // A sandbox that began again has forgotten the token.
          await keepToken(stale, undefined)
          return send(await target.token(customer))
        }
      },
    }
    return target
  }

  const organiseWith =
    (connection: Partial<Connection>): Call =>
    async (method, path, body) => {
      const organiserKey = env.SANDBANK_ORGANISER_KEY ?? (await readLogins(loginFile))[url]?.organiserKey
      const { call } = createCaller({ timeoutMilliseconds, ...connection, baseUrl: url, token: organiserKey })
      return call(method, `${url}/control${path}`, body)
    }

  return {
    ...environment,
    isJson: options.json === true,
    url,
    folder,
    memory: () => memory,
    remember,
    loginFile,
    preview: (changed) => {
      memory = changed
    },
    organise: organiseWith({}),
    organiseWith,
    findWorld,
    world: async () => findWorld(options.world ?? env.SANDBANK_WORLD ?? worldOfFolder(memory, url) ?? defaultWorld.id),
  }
}

/** Returns the world that a folder uses, if it is one of this sandbox. */
function worldOfFolder({ world, worlds }: Memory, url: string): string | undefined {
  if (world === undefined) return undefined
  const known = worlds?.[world]
  return known === undefined || known.url === url ? world : undefined
}

/**
 * Finds the keys of a world: in the environment, in memory, or the public ones of the default
 * world.
 */
function findKeys(memory: Memory, url: string, idOrName: string, env: Environment['env']) {
  const known = Object.entries(memory.worlds ?? {}).filter(([, world]) => world.url === url)
  const named = known.filter(([id, { name }]) => id === idOrName || name === idOrName)
  if (named.length > 1)
    throw new Failure(
      'usage',
      `--world: ${idOrName} names ${named.length} worlds: ${named.map(([id]) => id).join(', ')}`,
      `sandbank --world ${named[0]?.[0]} ...`,
    )
  const [id, world] = named[0] ?? [idOrName, undefined]
  const isDefault = id === defaultWorld.id
  const controlKey = env.SANDBANK_CONTROL_KEY ?? world?.controlKey ?? (isDefault ? defaultWorld.controlKey : undefined)
  if (controlKey === undefined)
    throw /^wld_\w+$/.test(id)
      ? new Failure('rejected', `this folder has no control key of ${id}`, `sandbank world use ${id} --key ctl_...`)
      : new Failure('not-found', `this folder knows no world "${id}" at ${url}`, 'sandbank world list')
  const ofDefault = isDefault ? defaultWorld.developerToken : undefined
  return { id, controlKey, developerToken: env.SANDBANK_TOKEN ?? world?.developerToken ?? ofDefault }
}

/** Parses the base URL of a sandbox. Returns it without a slash at the end. */
export function parseUrl(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Failure(
      'usage',
      `URL of the sandbox: must be http or https (got ${text})`,
      `sandbank status --url ${defaultUrl}`,
    )
  return url.href.replace(/\/+$/, '')
}
