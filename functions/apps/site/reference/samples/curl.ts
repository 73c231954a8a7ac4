import { paymentFile } from './bodies.ts'
import { jsonLanguage, writeLiteral } from './literals.ts'
import { needsPartner, type SampleRequest, type Sandbox } from './request.ts'

/** Returns the name of a shell variable: `CONSENT_ID` for `ConsentId`. */
const shellName = (name: string): string =>
  name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase()

const withVariables = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${shellName(name)}`)

/** Puts variables into a text between single quotes. */
const spliced = (text: string) => text.replaceAll(/\{(\w+Id)\}/g, (_, name: string) => `'"$${shellName(name)}"'`)

const bearer = (token: string) => `-H "Authorization: Bearer ${token}"`
const fieldOf = (field: string) => `grep -o '"${field}":"[^"]*"' | head -1 | cut -d'"' -f4`
const longestLine = 88

/** Writes the requests of an example for a shell, ready to paste. */
export function writeCurl(requests: readonly SampleRequest[], sandbox: Sandbox): string {
  const lines = requests.map((request, n) => {
    const command = writeCommand(request, sandbox, n === requests.length - 1)
    const { sets } = request
    if (sets) return `${shellName(sets.name)}=$(${command} \\\n  | ${fieldOf(sets.field)})`
    return command
  })
  const partner = requests.some(({ entry }) => needsPartner(entry)) ? [writePartnerToken(sandbox)] : []
  return [...partner, ...lines].join('\n\n')
}

function writeCommand({ entry, path, query, token, body, sets }: SampleRequest, { baseUrl }: Sandbox, isLast: boolean) {
  const { method, upload, isIdempotent, bodyMedia = 'application/json', returns } = entry.operation
  const search = new URLSearchParams(query).toString().replaceAll('%7B', '{').replaceAll('%7D', '}')
  const url = withVariables(`${baseUrl}${path}${search === '' ? '' : `?${search}`}`)
  const isFile = 'media' in returns && !returns.media.includes('text/event-stream')
  const isStream = 'media' in returns && !isFile
  const name = fileNameOf(entry.id)
  const parts = [
    isLast ? (isStream ? 'curl -N' : 'curl') : sets || (isFile && name) ? 'curl -s' : 'curl -s -o /dev/null',
    ...(method === 'get' ? [] : [`-X ${method.toUpperCase()}`]),
    ...(token ? [bearer(token.value ?? `$${token.variable}`)] : []),
    ...(upload || body !== undefined
      ? [`-H "Content-Type: ${mediaOf(entry.id) ?? upload?.media[0] ?? bodyMedia}"`]
      : []),
    ...(isIdempotent ? [`-H "x-idempotency-key: $(date +%s)-$RANDOM"`] : []),
    ...(body === undefined ? [] : [`-d '${spliced(writeLiteral(body, jsonLanguage, '', 4))}'`]),
    ...(upload ? [entry.id === 'ImportWorld' ? '--data-binary @world.ndjson' : `-d '${paymentFile}'`] : []),
    ...(isFile && name !== undefined ? [`-o ${name}`] : []),
    /[?&$]/.test(url) ? `"${url}"` : url,
  ]
  const line = parts.join(' ')
  if (line.length <= longestLine && !line.includes('\n')) return line
  const [first, ...rest] = parts[1]?.startsWith('-X') ? [`${parts[0]} ${parts[1]}`, ...parts.slice(2)] : parts
  return [first, ...rest].join(' \\\n  ')
}

/** The name of the file that a download is stored in. */
const fileNameOf = (id: string) =>
  ({ ExportWorld: 'world.ndjson', GetAccountsAccountIdStatementsStatementIdFile: 'statement.pdf' })[id]

const mediaOf = (id: string) => ({ CreateFilePaymentConsentsConsentIdFile: 'application/json' })[id]

/**
 * Writes how a shell gets a partner's own token: a certificate authenticates it, so nothing signs.
 */
function writePartnerToken({ baseUrl, first }: Sandbox): string {
  const key = first?.controlKey ?? '$CONTROL_KEY'
  const issuer = `${baseUrl}/authorization/${first?.id ?? '$WORLD_ID'}`
  return `# A partner's own token. An app that you registered has one.
PARTNER=$(curl -s -X POST ${bearer(key)} \\
  -H "Content-Type: application/json" \\
  -d '{"profile": "obuk-fapi1-advanced", "authentication": "tls_client_auth", "signing": "optional"}' \\
  ${baseUrl}/control/partners)
CLIENT_ID=$(printf %s "$PARTNER" | ${fieldOf('clientId')})
CERTIFICATE=$(printf %s "$PARTNER" | grep -o 'BEGIN CERTIFICATE-----[^-]*' | head -1 | sed 's/.*-----//; s/\\\\n//g')
PARTNER_TOKEN=$(curl -s -H "Client-Cert: :$CERTIFICATE:" -d grant_type=client_credentials \\
  -d scope=accounts -d client_id=$CLIENT_ID ${issuer}/token \\
  | ${fieldOf('access_token')})`
}
