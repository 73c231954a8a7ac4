import * as z from 'zod'
import { suggestName } from '#bank/base/validation-messages.ts'
import { type EventKind, type EventKindEntry, eventKindNames, eventKinds } from './kinds.ts'

/** The name of a kind of event. An unknown one is rejected with the nearest, or else with all. */
export const KindName = z.enum(eventKindNames, {
  error: ({ input }) => {
    const near = suggestName(String(input).slice(0, 60), eventKindNames)
    return near === ''
      ? `must be one of ${eventKindNames.join(', ')}`
      : `must be a kind of GET /control/events/kinds${near}`
  },
})

/** An event as callers and receivers read it. */
export const WorldEvent = z
  .strictObject({
    id: z.string().meta({ examples: ['evt_001796083198000_00000k2m7qx'] }),
    type: KindName,
    timestamp: z.iso.datetime().meta({ description: "When it happened, by the world's clock" }),
    data: z.looseObject({
      partner: z
        .string()
        .optional()
        .meta({ description: 'The partner whose consent or payment it is; absent for what concerns the world' }),
      accounts: z.array(z.string()).optional().meta({ description: 'The accounts that it is about' }),
      kind: z.string().meta({ description: 'The kind of the consent or order', examples: ['domestic-payment'] }),
    }),
  })
  .meta({ id: 'WorldEvent' })

/** An event of one kind, as a receiver gets it: its schema, and an example of it. */
export type EventMessage = {
  readonly name: string
  readonly title: string
  readonly schema: z.ZodObject
  readonly example: z.output<typeof WorldEvent>
}

/** An instant of an example; its id begins with it. */
const exampleInstant = Date.parse('2026-11-24T09:30:00Z')

/** Builds the message of a kind of event. Fields of its data are those of the kind's example. */
export function describeEventMessage(kind: EventKind): EventMessage {
  const { title, example }: EventKindEntry = eventKinds[kind]
  const { data, type } = WorldEvent.shape
  const own = Object.entries(example)
    .filter(([field]) => !Object.hasOwn(data.shape, field))
    .map(([field, value]) => [field, (typeof value === 'number' ? z.int() : z.string()).optional()])
  return {
    name: kind,
    title,
    schema: WorldEvent.extend({ type: type.extract([kind]), data: data.extend(Object.fromEntries(own)) }).meta({
      id: nameSchema(kind),
    }),
    example: {
      id: `evt_${String(exampleInstant).padStart(15, '0')}_00000k2m7qx`,
      type: kind,
      timestamp: new Date(exampleInstant).toISOString(),
      data: example as z.output<typeof data>,
    },
  }
}

/** Returns the name of a kind's schema: `PaymentAwaitingApprovalEvent`. */
const nameSchema = (kind: EventKind): string =>
  `${kind.replace(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase())}Event`
