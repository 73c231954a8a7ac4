import { parseArgs } from 'node:util'
import { Problem } from '#bank/base/problem.ts'
import { earliestNow, latestNow, parseInstant } from '#bank/time/clock.ts'
import { parseHost, parseOrigins } from '#edge/origin.ts'

/** What `npm start -- --help` prints. */
export const usage = `Sandbank on this machine: npm start -- [options]
  --port N      port to listen on; default 4000, or the environment variable PORT
  --host H      address to listen on; default 127.0.0.1
  --allow-host H  answer requests to this host name too; may be repeated. Always answered: localhost,
                *.localhost, and the addresses and the name of this machine
  --public-url U  base URL under which others reach the sandbox, such as https://bank.example/sandbank;
                default the environment variable PUBLIC_URL, else the address that it listens on.
                A path in it is one that a proxy strips
  --cors ORIGIN  let pages of this origin, such as http://localhost:5173, call the Read/Write API and
                /control from a browser; may be repeated. Default the environment variable CORS, with
                commas between origins, else none
  --worlds N    how many worlds the sandbox may have; default the environment variable WORLDS, else any number
  --memory      store nothing on disk: every start begins with an empty sandbox
  --seed N      seed of the default world; default 1
  --size N      number of its customers; default 1000
  --now T       first time of its clock, such as 2026-11-24T09:30:00Z; default the real time
  --strict      check every answer against its schema
  --no-log      keep no log of requests (GET /control/worlds/{WorldId}/requests)
  --sweep S     seconds between sweeps, which run the due items of worlds without requests; default 10
  --help        show this text`

/** The largest limit of worlds: the directory of more is too long to read. */
const mostWorlds = 1_000_000

type Environment = Readonly<Record<string, string | undefined>>

/** Parses the options of the command line. Throws a Problem for a value that is not allowed. */
export function parseOptions(env: Environment) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      'allow-host': { type: 'string', multiple: true },
      'public-url': { type: 'string' },
      cors: { type: 'string', multiple: true },
      worlds: { type: 'string' },
      memory: { type: 'boolean' },
      seed: { type: 'string' },
      size: { type: 'string' },
      now: { type: 'string' },
      strict: { type: 'boolean' },
      'no-log': { type: 'boolean' },
      sweep: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.now !== undefined) parseInstant(values.now, '--now', { from: earliestNow, to: latestNow })
  return {
    ...values,
    port: parseNumber('port', values.port ?? env.PORT, 0, 65_535) ?? 4000,
    host: values.host ?? '127.0.0.1',
    publicUrl: parsePublicUrl(values['public-url'] ?? env.PUBLIC_URL),
    allowedHosts: (values['allow-host'] ?? []).map(parseAllowedHost),
    corsOrigins: parseOrigins('--cors', values.cors ?? env.CORS),
    mostWorlds: parseNumber('worlds', values.worlds ?? env.WORLDS, 1, mostWorlds),
    seed: parseNumber('seed', values.seed, 0, 4_294_967_295),
    sweep: parseNumber('sweep', values.sweep, 1, 3_600) ?? 10,
    keepsLog: !values['no-log'],
    size: parseNumber('size', values.size, 1, 1_000_000),
  }
}

function parseNumber(name: string, text: string | undefined, low: number, high: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= low && value <= high) return value
  throw new Problem('field-invalid', `--${name}: must be a whole number from ${low} to ${high} (got ${text})`)
}

/** Parses the public base URL. Returns it without a slash at the end; an empty text is none. */
function parsePublicUrl(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
    throw new Problem(
      'field-invalid',
      `--public-url: must be an http or https URL without query such as https://bank.example/sandbank (got ${text})`,
    )
  return url.href.replace(/\/+$/, '')
}

function parseAllowedHost(text: string): string {
  const host = parseHost(text)
  if (host !== undefined) return host
  throw new Problem('field-invalid', `--allow-host: must be a host name such as bank.example (got ${text})`)
}
