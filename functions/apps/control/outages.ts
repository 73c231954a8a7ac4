import * as z from 'zod'
import { createOutage, deleteOutage, listOutages, updateOutage } from '#actions/worlds/outages.ts'
import { Outage, OutageChange, OutageRequest } from '#bank/worlds/outage.ts'
import { operation } from '#edge/operation.ts'
import { WorldId } from './worlds.ts'

const OutageId = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'The id of an outage', examples: ['out_4f0c9be1d2'] })

const OutageView = z
  .strictObject({
    id: OutageId,
    area: Outage.shape.area.meta({ description: 'What is out' }),
    kind: Outage.shape.kind.meta({ description: 'Whether it is announced in advance' }),
    from: z.iso.datetime().meta({ description: "When it begins, by the world's clock" }),
    to: z.iso.datetime().optional().meta({ description: 'When it ends; absent if its end is open' }),
    explanation: z.string().meta({ description: 'What callers and the status feed are told' }),
    state: z
      .enum(['upcoming', 'active', 'ended'])
      .meta({ description: "Whether it is to come, is happening, or has ended, by the world's clock" }),
  })
  .meta({ id: 'Outage' })

const tag = 'Outages'
const path = '/worlds/{WorldId}/outages'
const onePath = `${path}/{OutageId}`
const params = z.object({ WorldId })
const oneParams = z.object({ WorldId, OutageId })

export const outages = [
  operation({
    id: 'CreateOutage',
    tag,
    summary: 'Take the bank, its payments or its authorization down for some time',
    description:
      'During an outage, requests for its area get 503 `unavailable` with `Retry-After`. `/control` and the status feed under `/open-banking/discovery` are never out. What is due in the world is executed all the same. A reset deletes all outages.',
    method: 'post',
    path,
    needs: 'world',
    params,
    body: OutageRequest,
    returns: { status: 201, schema: OutageView },
    problems: ['date-invalid', 'field-expected', 'limit-reached', 'conflict'],
    run: ({ world, grant, body }) => createOutage(world, grant, body),
  }),
  operation({
    id: 'ListOutages',
    tag,
    summary: 'List the outages of a world',
    description: 'Outages that have ended stay in the list until the next one is created.',
    method: 'get',
    path,
    needs: 'world',
    params,
    returns: { status: 200, schema: z.strictObject({ outages: z.array(OutageView) }).meta({ id: 'Outages' }) },
    problems: [],
    run: async ({ world, grant }) => ({ outages: listOutages(world, grant) }),
  }),
  operation({
    id: 'UpdateOutage',
    tag,
    summary: 'Change an outage: move, lengthen or shorten it',
    description:
      'Fields that you do not send stay. `minutes` counts from the beginning of the outage; null opens its end.',
    method: 'patch',
    path: onePath,
    needs: 'world',
    params: oneParams,
    body: OutageChange,
    returns: { status: 200, schema: OutageView },
    problems: ['outage-not-found', 'date-invalid', 'field-expected', 'conflict'],
    run: ({ world, grant, params, body }) => updateOutage(world, grant, params.OutageId, body),
  }),
  operation({
    id: 'DeleteOutage',
    tag,
    summary: 'Delete an outage, which ends it',
    method: 'delete',
    path: onePath,
    needs: 'world',
    params: oneParams,
    returns: { status: 204 },
    problems: ['outage-not-found', 'conflict'],
    run: ({ world, grant, params }) => deleteOutage(world, grant, params.OutageId),
  }),
]
