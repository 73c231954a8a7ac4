import { defineCommand } from '#cli/command.ts'
import { type Attempt, createForwarder } from '#cli/events/forward.ts'
import { describeEvent, followEvents } from '#cli/events/world-events.ts'
import { Failure } from '#cli/failure.ts'
import { parseHttpUrl } from '#cli/output/format.ts'

export const listen = defineCommand({
  path: 'events listen',
  about: 'Show events as they happen, and forward them to an app',
  details:
    'Each event is sent as a webhook, signed by Standard Webhooks. An app that is down gets it later: nothing is lost while this runs',
  options: {
    forwardTo: { about: 'URL of an app that gets a POST for each event', value: 'URL', parse: parseHttpUrl },
    secret: {
      about: 'secret of the signatures (default a new one, which is printed)',
      value: 'whsec_...',
      parse: parseSecret,
    },
    kind: { about: 'only events of this kind, such as payment.accepted', value: 'KIND' },
    partner: { about: 'only events of this partner', value: 'ID' },
    account: { about: 'only events about this account', value: 'ID' },
    after: { about: 'begin after this event (default from now on)', value: 'EVENT' },
    count: { about: 'end after this many events', value: 'N', parse: parseCount },
  },
  examples: [
    'sandbank events listen',
    'sandbank events listen --forward-to http://localhost:3000/hook',
    'sandbank events listen --kind payment.settled --json',
  ],
  isEndless: true,
  async run(context, { options }) {
    const { terminal, isJson } = context
    const world = await context.world()
    const { forwardTo: target, kind, partner, account, after, count = Number.POSITIVE_INFINITY } = options
    const stopped = context.awaitStop()
    const secret = options.secret ?? `whsec_${Buffer.from(context.drawBytes(24)).toString('base64')}`
    const print = (json: unknown, people: string) => terminal.print(isJson ? JSON.stringify(json) : people)
    const forwarder =
      target === undefined
        ? undefined
        : createForwarder({
            target,
            secret,
            now: context.now,
            stopped,
            onAttempt: (one) => print({ ...one, event: one.event.id }, describeAttempt(one)),
          })

    const filter = { ...(kind && { kind }), ...(partner && { partner }), ...(account && { account }) }
    terminal.note(
      `Listening to ${world.id} at ${world.url}${target === undefined ? '' : `, forwarding to ${target}`}. Ctrl-C ends.`,
    )
    if (target !== undefined) terminal.note(`secret  ${secret}`)
    let isReady = false
    const onState = (state: 'lost' | 'open') => {
      if (state === 'lost') terminal.note(`no sandbox answers at ${world.url}: trying again until it does`)
      else terminal.note(isReady ? 'the sandbox is back' : 'ready')
      isReady = true
    }
    let seen = 0
    for await (const event of followEvents(world, { filter, after, stopped, onState })) {
      print(event, describeEvent(event))
      forwarder?.forward(event)
      if (++seen >= count) break
    }
    if (!stopped.aborted) await forwarder?.drain()
    const waiting = forwarder?.waiting() ?? []
    const [first] = waiting
    if (first === undefined) return undefined
    const what =
      waiting.length === 1 ? '1 event was not delivered:' : `${waiting.length} events were not delivered, first`
    throw new Failure('failed', `${what} ${first.id}`, `sandbank events resend ${first.id} --forward-to ${target}`)
  },
})

function describeAttempt({ event, attempt, status, error, durationMs, retryMs }: Attempt): string {
  const again = retryMs === undefined ? '' : `, again in ${retryMs / 1_000} s`
  return `  -> attempt ${attempt}: ${status ?? error} in ${Math.round(durationMs)} ms${again}  ${event.id}`
}

export function parseSecret(text: string, name: string): string {
  if (/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(text)) return text
  throw new Failure('usage', `${name}: must be whsec_ and 24 to 64 bytes in base64`)
}

function parseCount(text: string, name: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new Failure('usage', `${name}: must be a whole number from 1 (got ${text})`)
}
