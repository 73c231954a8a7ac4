import * as z from 'zod'
import { armFault, changeFault, disarmFault, getFault, listFaults } from '#actions/faults/faults.ts'
import { placesOfDeliveries } from '#bank/scenarios/deliveries.ts'
import { Fault, FaultRequest } from '#bank/scenarios/fault.ts'
import { placesOfOperations } from '#bank/scenarios/places.ts'
import { operation } from '#edge/operation.ts'
import { placesOfEndpoints } from '#edge/request/place.ts'
import { WorldId } from './worlds.ts'

/** The places that armed faults reach. The control API works whatever is armed. */
const armable = [...placesOfOperations, ...placesOfEndpoints, ...placesOfDeliveries]

const FaultId = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'The id of an armed fault', examples: ['flt_1'] })
const OneFault = Fault.extend({
  id: FaultId,
  armedAt: z.iso.datetime().meta({ description: "When it was armed, by the world's clock" }),
  used: z.int().min(0).optional().meta({ description: 'How often it applied, for a fault with a count' }),
}).meta({ id: 'Fault' })
const Faults = z.strictObject({ faults: z.array(OneFault) }).meta({ id: 'Faults' })

const problemsOfRequest = ['scenario-unknown', 'field-invalid', 'conflict'] as const

export const faults = [
  operation({
    id: 'ArmFault',
    tag: 'Faults',
    summary: 'Arm a scenario for the calls of a world',
    description:
      'An armed fault reaches apps that change nothing in their code. The same seed and the same requests give the same faults. Answers name it in x-sandbank-scenario, unless it is quiet.',
    method: 'post',
    path: '/worlds/{WorldId}/faults',
    needs: 'world',
    params: z.object({ WorldId }),
    body: FaultRequest,
    returns: { status: 201, schema: OneFault },
    problems: [...problemsOfRequest, 'limit-reached'],
    run: ({ world, grant, body }) => armFault(world, grant, body, armable),
  }),
  operation({
    id: 'ListFaults',
    tag: 'Faults',
    summary: 'List the armed faults of a world',
    method: 'get',
    path: '/worlds/{WorldId}/faults',
    needs: 'world',
    params: z.object({ WorldId }),
    returns: { status: 200, schema: Faults },
    problems: [],
    run: async ({ world, grant }) => ({ faults: await listFaults(world, grant) }),
  }),
  operation({
    id: 'GetFault',
    tag: 'Faults',
    summary: 'Get one armed fault',
    method: 'get',
    path: '/worlds/{WorldId}/faults/{FaultId}',
    needs: 'world',
    params: z.object({ WorldId, FaultId }),
    returns: { status: 200, schema: OneFault },
    problems: ['fault-not-found'],
    run: ({ world, grant, params }) => getFault(world, grant, params.FaultId),
  }),
  operation({
    id: 'ChangeFault',
    tag: 'Faults',
    summary: 'Replace an armed fault',
    description: 'The fault gets a new id, and its count starts again.',
    method: 'put',
    path: '/worlds/{WorldId}/faults/{FaultId}',
    needs: 'world',
    params: z.object({ WorldId, FaultId }),
    body: FaultRequest,
    returns: { status: 200, schema: OneFault },
    problems: [...problemsOfRequest, 'fault-not-found'],
    run: ({ world, grant, params, body }) => changeFault(world, grant, params.FaultId, body, armable),
  }),
  operation({
    id: 'DisarmFault',
    tag: 'Faults',
    summary: 'Disarm a fault',
    method: 'delete',
    path: '/worlds/{WorldId}/faults/{FaultId}',
    needs: 'world',
    params: z.object({ WorldId, FaultId }),
    returns: { status: 204 },
    problems: ['fault-not-found', 'conflict'],
    run: ({ world, grant, params }) => disarmFault(world, grant, params.FaultId),
  }),
]
