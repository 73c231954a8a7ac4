import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import type { Host } from '#edge/host.ts'
import { dynamoStore } from '#store/dynamo.ts'
import { textOf } from '#store/random.ts'
import type { Sandbox } from '#store/sandbox.ts'

/** A setting that infra/ gives to the Lambda. */
function setting(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`the environment variable ${name} is not set`)
  return value
}

/** The wiring of one Lambda: DynamoDB, real time, real chance. Made once, when the Lambda starts. */
export const sandbox: Sandbox = {
  store: dynamoStore({ table: setting('SANDBANK_TABLE'), now: Date.now, newToken: randomUUID }),
  real: Date.now,
  randomText: textOf(randomBytes),
  newInteractionId: randomUUID,
  baseUrl: setting('SANDBANK_BASE_URL'),
  organiserDigest: setting('SANDBANK_ORGANISER_DIGEST'),
  log: (entry) =>
    console.log(JSON.stringify({ ...entry, error: entry.error instanceof Error ? entry.error.stack : entry.error })),
}

/** Answers API Gateway events (payload 2.0) with one surface. */
export function inCloud(mount: (app: Hono, host: Host) => void) {
  const app = new Hono()
  const readAsset = (name: string) => readFile(new URL(name, import.meta.url))
  mount(app, { sandbox, strict: false, readAsset })
  return handle(app)
}
