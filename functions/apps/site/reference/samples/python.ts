import { paymentFile } from './bodies.ts'
import { type Language, writeLiteral } from './literals.ts'
import { idsOf, needsPartner, type SampleRequest, type Sandbox } from './request.ts'

/** Returns the name of a variable in Python: `consent_id` for `ConsentId`. */
const pythonName = (name: string): string =>
  name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()

const quote = (text: string) => JSON.stringify(text)
const asVariable = (text: string) => /^\{(\w+)\}$/.exec(text)?.[1]

const python: Language = {
  text: (text) => {
    const name = asVariable(text)
    return name === undefined ? quote(text) : pythonName(name)
  },
  key: quote,
  others: (value) => (value === null ? 'None' : value === true ? 'True' : value === false ? 'False' : String(value)),
  pad: '',
  step: '    ',
  endsWithComma: true,
}

/** Writes the request of an operation for Python, with requests. `ids` are values to begin with. */
export function writePython(
  request: SampleRequest,
  { baseUrl }: Sandbox,
  ids: (name: string) => { readonly value: string; readonly about: string },
): string {
  const { entry, path, query, token, body } = request
  const { method, upload, isIdempotent, bodyMedia, returns } = entry.operation
  const url = `${path.includes('{') ? 'f' : ''}"${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `{${pythonName(name)}}`)}"`
  const headers = {
    ...(token && { Authorization: `Bearer ${token.value ?? placeholderOf(token.variable)}` }),
    ...((upload || bodyMedia) && { 'Content-Type': upload ? mediaOf(entry.id, upload.media) : bodyMedia }),
  }
  const isStream = 'media' in returns && returns.media.includes('text/event-stream')
  const isFile = 'media' in returns && !isStream
  const args = [
    `BASE + ${url}`,
    ...(Object.keys(query).length > 0 ? [`params=${writeLiteral(query, python, '    ', 10)}`] : []),
    ...(isIdempotent
      ? [`headers={**HEADERS, "x-idempotency-key": str(uuid.uuid4())}`]
      : Object.keys(headers).length > 0
        ? ['headers=HEADERS']
        : []),
    ...(body === undefined ? [] : [`json=body`]),
    ...(upload ? ['data=file'] : []),
    ...(isStream ? ['stream=True'] : []),
  ]
  const call = `requests.${method}(${args.join(', ')})`
  const setup = [
    `BASE = ${quote(baseUrl)}`,
    `HEADERS = ${writeLiteral(headers, python, '', 10)}`,
    ...idsOf(request).map((name) => `${pythonName(name)} = ${quote(ids(name).value)}  # ${ids(name).about}`),
  ]
  const isReadOnly = !isIdempotent && Object.keys(headers).length === 0
  const print = isStream
    ? ['for line in answer.iter_lines(decode_unicode=True):', '    print(line)']
    : isFile
      ? ['print(answer.headers["content-type"], len(answer.content), "bytes")']
      : 'schema' in returns
        ? ['print(answer.json())']
        : ['print(answer.status_code)']
  return [
    ...(needsPartner(entry) ? ['# docs/python.md shows how an app gets its own token.'] : []),
    ...(isIdempotent ? ['import uuid', ''] : []),
    'import requests',
    '',
    ...setup.filter((line) => !(isReadOnly && line.startsWith('HEADERS'))),
    ...(body === undefined ? [] : [`body = ${writeLiteral(body, python, '', 7)}`]),
    ...(upload
      ? [entry.id === 'ImportWorld' ? 'file = open("world.ndjson", "rb").read()' : `file = ${quote(paymentFile)}`]
      : []),
    '',
    ...(call.length <= 88
      ? [`answer = ${call}`]
      : [`answer = requests.${method}(`, ...args.map((one) => `    ${one},`), ')']),
    'answer.raise_for_status()',
    ...print,
  ].join('\n')
}

const mediaOf = (id: string, media: readonly string[]) =>
  id === 'CreateFilePaymentConsentsConsentIdFile' ? 'application/json' : media[0]

/** What stands for a token that the page does not know. */
export const placeholderOf = (variable: string): string =>
  ({ CONTROL_KEY: 'ctl_...', DEVELOPER_TOKEN: 'dev_...' })[variable] ?? `YOUR_${variable}`
