import * as z from 'zod'
import { openWorldForFeed } from '#actions/worlds/outages.ts'
import { buildStatus, listAnnounced } from '#bank/worlds/status-feed.ts'
import { Answer, operation } from '#edge/operation.ts'
import { sunsetHeader, sunsetOf } from '#edge/request/world-checks.ts'
import type { World } from '#store/world.ts'

const query = z.object({
  world: z
    .string()
    .max(40)
    .meta({ description: 'The id of the world, as in the URL of its issuer', examples: ['wld_default'] }),
})
const links = z.strictObject({ self: z.url() })
const meta = z.strictObject({})
const DateTime = z.iso.datetime()

const Status = z
  .strictObject({
    data: z.strictObject({
      status: z.enum(['OK', 'PARTIAL_FAILURE', 'UNAVAILABLE', 'SCHEDULED_OUTAGE']).meta({
        description:
          'OK; PARTIAL_FAILURE and UNAVAILABLE for a sudden outage of a part or the whole; SCHEDULED_OUTAGE for a planned one',
      }),
      explanation: z.string().optional().meta({ description: 'What customers may be told; absent for OK' }),
      detectionTime: DateTime.optional().meta({ description: 'When a sudden outage began' }),
      expectedResolutionTime: DateTime.optional().meta({ description: 'When the outage ends, if that is known' }),
      updateTime: DateTime.meta({ description: "The time of this status, by the world's clock" }),
    }),
    links,
    meta,
  })
  .meta({ id: 'BankStatus' })

const Announced = z
  .strictObject({
    data: z.strictObject({
      outages: z.array(
        z.strictObject({
          outageTime: DateTime.meta({ description: "When it begins, by the world's clock" }),
          duration: z.string().meta({ description: 'How long it lasts (ISO 8601)', examples: ['PT1H30M'] }),
          isPartial: z.boolean().meta({ description: 'Whether only payments or only authorization is out' }),
          explanation: z.string().meta({ description: 'What customers may be told' }),
        }),
      ),
    }),
    links,
    meta,
  })
  .meta({ id: 'AnnouncedOutages' })

const tag = 'Status of the bank'
/** Builds an answer of the feed. The standards require the version of the endpoint, `x-v`. */
function buildAnswer(world: World, data: object, self: string): Answer {
  const sunset = sunsetOf(world)
  return new Answer({ data, links: { self }, meta: {} }, { 'x-v': '1', ...(sunset && { [sunsetHeader]: sunset }) })
}

const feed =
  'In the shape of the Australian Consumer Data Standards, because the UK standard has no status feed. It needs no token, and answers during an outage too.'

/** The status feed of a world's bank. */
export const discoveryOperations = [
  operation({
    id: 'GetStatus',
    tag,
    summary: 'Get the status of the bank',
    description: feed,
    method: 'get',
    path: '/status',
    needs: 'anyone',
    query,
    returns: { status: 200, schema: Status },
    problems: ['path-unknown'],
    run: async ({ sandbox, grant, query, url }) => {
      const world = await openWorldForFeed(sandbox, grant, query.world)
      return buildAnswer(world, buildStatus(world.record.outages ?? [], world.now), url)
    },
  }),
  operation({
    id: 'GetOutages',
    tag,
    summary: 'Get the planned outages of the bank',
    description: feed,
    method: 'get',
    path: '/outages',
    needs: 'anyone',
    query,
    returns: { status: 200, schema: Announced },
    problems: ['path-unknown'],
    run: async ({ sandbox, grant, query, url }) => {
      const world = await openWorldForFeed(sandbox, grant, query.world)
      return buildAnswer(world, { outages: listAnnounced(world.record.outages ?? [], world.now) }, url)
    },
  }),
]
