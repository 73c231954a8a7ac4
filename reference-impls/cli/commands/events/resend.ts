import { defineCommand } from '#cli/command.ts'
import { sendEvent } from '#cli/events/forward.ts'
import { findEvent } from '#cli/events/world-events.ts'
import { Failure } from '#cli/failure.ts'
import { parseHttpUrl } from '#cli/output/format.ts'
import { parseSecret } from './listen.ts'

export const resend = defineCommand({
  path: 'events resend',
  about: 'Send an event again, to an app or to a webhook',
  arguments: { event: { about: 'id of the event' } },
  options: {
    forwardTo: { about: 'URL of an app that gets it', value: 'URL', parse: parseHttpUrl },
    secret: { about: 'secret of the signature, with --forward-to', value: 'whsec_...', parse: parseSecret },
    webhook: { about: 'id of a webhook that gets it', value: 'ID' },
  },
  examples: [
    'sandbank events resend evt_001796057923515_00000oa4wz8 --forward-to http://localhost:3000/hook',
    'sandbank events resend evt_001796057923515_00000oa4wz8 --webhook whk_1f2e3d4c',
  ],
  nextIfMissing: 'sandbank events listen',
  async run(context, { args, options }) {
    const { forwardTo, webhook } = options
    if ((forwardTo === undefined) === (webhook === undefined))
      throw new Failure(
        'usage',
        'send either --forward-to or --webhook',
        `sandbank events resend ${args.event} --forward-to http://localhost:3000/hook`,
      )
    const world = await context.world()
    if (webhook !== undefined) {
      const path = `/webhooks/${encodeURIComponent(webhook)}/deliveries/${encodeURIComponent(args.event)}/resend`
      return { json: await world.call('POST', path), people: `${args.event} is sent to ${webhook} again.` }
    }
    const event = await findEvent(world, args.event)
    const secret = options.secret ?? `whsec_${Buffer.from(context.drawBytes(24)).toString('base64')}`
    if (options.secret === undefined) context.terminal.note(`secret  ${secret}`)
    const sent = await sendEvent(forwardTo as string, secret, event, context.now())
    if (sent.status === undefined || sent.status < 200 || sent.status > 299)
      throw new Failure('failed', `${forwardTo} answered ${sent.status ?? sent.error}`, undefined, sent)
    return { json: { event: event.id, ...sent }, people: `${event.id}  ${event.type}  -> ${sent.status}` }
  },
})
