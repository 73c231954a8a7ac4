import { mask } from './mask.ts'
import type { WholeRequest } from './views.ts'

/** Headers that curl sends itself, or that hold only for the connection they came on. */
const ofConnection = /^(host|connection|content-length|transfer-encoding|accept-encoding|user-agent|keep-alive|expect)$/

/**
 * Writes a logged request as a call of curl. Secrets are shell variables: `$TOKEN` for the token
 * of the Authorization header, `$SECRET_1` and so on for the rest.
 */
export function writeCurl({ method, target, request }: WholeRequest, baseUrl: string): string {
  const variables: string[] = []
  /** Quotes a text for a POSIX shell, with a variable in place of each mask. */
  const quote = (text: string, named?: string): string => {
    const [first = '', ...rest] = text.split(mask).map((part) => `'${part.replaceAll("'", `'\\''`)}'`)
    return rest.reduce((before, part) => {
      const name = named ?? `SECRET_${variables.filter((one) => one.startsWith('SECRET')).length + 1}`
      variables.push(name)
      return `${before}"$${name}"${part === "''" ? '' : part}`
    }, first)
  }
  const headers = request.headers
    .filter(({ name }) => !ofConnection.test(name) && !name.startsWith('sec-'))
    .map(({ name, value }) => `-H ${quote(`${name}: ${value}`, name === 'authorization' ? 'TOKEN' : undefined)}`)
  const lines = [
    `curl -i -X ${method} ${quote(baseUrl + target)}`,
    ...headers,
    ...(request.body === undefined ? [] : [`--data-raw ${quote(request.body)}`]),
  ].join(' \\\n  ')
  const notes = [
    ...(variables.length > 0 ? [`# Secrets are not logged. Set these variables first: ${variables.join(', ')}`] : []),
    ...(request.isCut ? ['# The log holds only the first 16 KB of the body: complete it.'] : []),
  ]
  return `${[...notes, lines].join('\n')}\n`
}
