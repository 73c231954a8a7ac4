import { afterAll, expect, test } from 'vitest'
import { buildWholeRequest, textOf } from '#bank/requests/views.ts'
import type { RequestLog } from '#store/requests/request-log.ts'
import type { Fetch } from '#surfaces'
import { useSockets } from '#test/support/sockets.ts'

/*
 * Collects every secret that tests send to the sandbox or get from it, so that a test can search
 * what the sandbox shows for each of them.
 */
let isOn = false

/** Makes the sandboxes of this test file answer over sockets and collect secrets. */
export function collectSecrets(): void {
  const turn = (on: boolean) => {
    isOn = on
    useSockets(on)
  }
  turn(true)
  afterAll(() => turn(false))
}

/** The logs of the sandboxes of this test file. */
const watchedLogs: RequestLog[] = []

/** Keeps a log, to be searched, where a file collects. */
export function watchLog(log: RequestLog): RequestLog {
  if (isOn) watchedLogs.push(log)
  return log
}

/** The secrets since the test file began, each with where it was seen. */
export const secrets = new Map<string, string>()

const secretParameters = [
  'client_assertion',
  'client_secret',
  'code',
  'code_verifier',
  'refresh_token',
  'access_token',
  'id_token',
  'token',
  'request',
  'request_uri',
  'response',
  'passcode',
  'id_token_hint',
  'controlKey',
  'developerToken',
]
const secretHeaders = ['authorization', 'dpop', 'cookie', 'set-cookie', 'x-jws-signature', 'client-cert']

/** Short values are words of tests, such as `wrong`, that stand elsewhere too. */
const isSecret = (value: string) => value.length >= 12 && !/^(urn:ietf:params:oauth:[a-z-]+$|https?:)/.test(value)

const note = (where: string, value: string) => isSecret(value) && secrets.set(value, where)

function noteHeaders(headers: Headers): void {
  for (const [name, value] of headers) {
    if (!secretHeaders.includes(name)) continue
    if (name === 'authorization') note(name, value.slice(value.indexOf(' ') + 1))
    else if (name === 'cookie' || name === 'set-cookie')
      for (const part of value.split(/; */)) {
        const [, own = ''] = /^[^=]+=(.*)$/.exec(part) ?? []
        if (!/^(path|expires|samesite|max-age|domain)=/i.test(part)) note(name, own)
      }
    else note(name, value)
  }
}

function noteParameters(where: string, text: string): void {
  for (const [name, value] of new URLSearchParams(text))
    if (secretParameters.includes(name)) note(`${where} ${name}`, value)
}

function noteText(text: string): void {
  for (const [, name = '', value = ''] of text.matchAll(/"(\w+)":"([^"]+)"/g))
    if (secretParameters.includes(name) && name !== 'code') note(`field ${name}`, value)
  for (const [, value = ''] of text.matchAll(/name="token" value="([^"]+)"/g)) note('form token', value)
  for (const [jwt] of text.matchAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g)) note('JWT', jwt)
  for (const [key] of text.matchAll(/-----BEGIN PRIVATE KEY-----[^"]+/g)) note('private key', key)
}

/** Returns a `fetch` that notes the secrets of each request and answer, where a file collects. */
export function watchSecrets(fetch: Fetch): Fetch {
  if (!isOn) return fetch
  return async (request, env) => {
    const copy = request.clone()
    const answer = await fetch(request, env)
    const url = new URL(copy.url)
    noteHeaders(copy.headers)
    noteParameters('query', url.search)
    const sent = await copy.text().catch(() => '')
    noteText(sent)
    if (copy.headers.get('content-type')?.includes('form')) noteParameters('form', sent)
    noteHeaders(answer.headers)
    const location = answer.headers.get('location')
    if (location) noteParameters('location', location.replace(/^[^?#]*[?#]/, ''))
    noteText(textOf({ content: new Uint8Array(await answer.clone().arrayBuffer()) }) ?? '')
    return answer
  }
}

/** Declares the test that no entry of the file's logs shows a secret that its other tests used. */
export function searchLogs(least: number): void {
  test('no entry of any log shows a secret', () => {
    const leaks: string[] = []
    let entries = 0
    const kinds = new Set(secrets.values())
    expect(secrets.size).toBeGreaterThan(least)
    for (const kind of [
      'authorization',
      'dpop',
      'cookie',
      'set-cookie',
      'form client_assertion',
      'location code',
      'JWT',
    ])
      expect(kinds).toContain(kind)
    // One search for all: a text of an entry is cut into words, and each word is looked up.
    for (const log of watchedLogs)
      for (const { record } of log.all()) {
        entries++
        const shown = JSON.stringify(buildWholeRequest('req', record, {}))
        for (const found of findSecrets(shown))
          leaks.push(
            `${secrets.get(found)} in ${record.operation}: ${shown.slice(Math.max(0, shown.indexOf(found) - 60), shown.indexOf(found) + 60)}`,
          )
      }
    expect(entries).toBeGreaterThan(least)
    expect(leaks.slice(0, 5)).toEqual([])
  })
}

const firstParts = new Map<string, string[]>()
/** Finds secrets in a text by their first twelve characters, then whole. */
function findSecrets(text: string): string[] {
  if (firstParts.size === 0)
    for (const secret of secrets.keys()) {
      const part = secret.slice(0, 12)
      firstParts.set(part, [...(firstParts.get(part) ?? []), secret])
    }
  const found: string[] = []
  for (let at = 0; at + 12 <= text.length; at++)
    for (const secret of firstParts.get(text.slice(at, at + 12)) ?? [])
      if (text.startsWith(secret.slice(0, 60), at)) found.push(secret)
  return found
}
