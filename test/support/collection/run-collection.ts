import { randomUUID } from 'node:crypto'
import { createContext, runInContext } from 'node:vm'
import { expect } from 'vitest'
import type { Json } from '#test/support/sandbox.ts'

/** One request that was sent, with its answer and the checks that its scripts made. */
export type Ran = { readonly name: string; readonly status: number; readonly failed: string[]; readonly checks: number }

/**
 * Runs a collection of the format 2.1 from top to bottom, as Postman does, with as much of the
 * object `pm` as the collection uses. `now`: milliseconds of the real clock.
 */
export async function runCollection(
  collection: Json,
  fetch: (request: Request) => Response | Promise<Response>,
  now: () => number,
): Promise<Ran[]> {
  const variables = new Map<string, string>(collection.variable.map(({ key, value }: Json) => [key, value]))
  const dynamic: Record<string, () => string> = {
    $guid: randomUUID,
    $timestamp: () => String(Math.floor(now() / 1000)),
  }
  const replaceIn = (text: string): string =>
    text.replaceAll(/\{\{([$\w]+)\}\}/g, (whole, name) => dynamic[name]?.() ?? variables.get(name) ?? whole)
  const collectionVariables = {
    get: (name: string) => variables.get(name),
    set: (name: string, value: string) => variables.set(name, value),
  }
  const ran: Ran[] = []
  for (const { name, event, request, protocolProfileBehavior } of collection.item.flatMap(({ item }: Json) => item)) {
    const { method, url, header, body } = request
    const failed: string[] = []
    let checks = 0
    const pm: Json = {
      collectionVariables,
      variables: { replaceIn },
      expect,
      test: (title: string, check: () => void) => {
        checks++
        try {
          check()
        } catch (error) {
          failed.push(`${name}: ${title}: ${(error as Error).message}`)
        }
      },
      request: { method, url, headers: { get: (key: string) => header.find((one: Json) => one.key === key)?.value } },
    }
    const run = (events: Json[], listen: string) => {
      for (const { script } of events.filter((one) => one.listen === listen))
        runInContext(`(() => {${script.exec.join('\n')}\n})()`, createContext({ pm }))
    }
    run(collection.event, 'prerequest')
    const headers = new Headers(header.map(({ key, value }: Json) => [key, replaceIn(value)]))
    const form = body?.urlencoded?.map(({ key, value }: Json) => [key, replaceIn(value)])
    const sent = form ? new URLSearchParams(form) : body && replaceIn(body.raw)
    const init = { method, headers, redirect: 'manual', ...(sent && { body: sent }) } as const
    const response = await fetch(new Request(replaceIn(url), init))
    expect(response.status >= 300 && response.status < 400).toBe(protocolProfileBehavior?.followRedirects === false)
    const text = await response.text()
    pm.response = { code: response.status, headers: response.headers, json: () => JSON.parse(text) }
    run(event, 'test')
    ran.push({ name, status: response.status, failed, checks })
  }
  return ran
}
