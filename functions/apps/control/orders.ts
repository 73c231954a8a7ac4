import * as z from 'zod'
import { approveOrder, listAwaiting, refuseOrder } from '#actions/approvals/approvals.ts'
import { approvalView } from '#actions/approvals/views.ts'
import { Money } from '#bank/money/money.ts'
import { operation } from '#edge/operation.ts'
import { WorldId } from './worlds.ts'

const Signer = z.strictObject({ party: z.string(), name: z.string() })

const Approval = z
  .strictObject({
    order: z.string(),
    kind: z.string(),
    account: z.string(),
    amount: Money,
    payee: z.string().optional().meta({ description: 'Absent of a file, which has many' }),
    payments: z.int().optional().meta({ description: 'How many a file holds' }),
    status: z.string().meta({ description: 'As the Read/Write API shows it' }),
    needed: z.int(),
    approved: z.array(Signer),
    mayApprove: z.array(Signer),
    until: z.iso.datetime().meta({ description: "When it is rejected unless all have approved, by the world's clock" }),
  })
  .meta({ id: 'Approval' })

const Approvals = z
  .strictObject({ approvals: z.array(Approval), next: z.string().optional() })
  .meta({ id: 'Approvals' })

const OrderId = z.string().max(60)
const params = z.object({ WorldId, OrderId })
const body = z.object({
  party: z
    .string()
    .max(60)
    .optional()
    .meta({ description: 'Who says so, one of mayApprove; the next of them when absent', examples: ['cus_6_3'] }),
})
const tag = 'Approvals'
/** What approving and refusing have in common. */
const decision = {
  tag,
  method: 'post',
  needs: 'world',
  params,
  body,
  returns: { status: 200, schema: Approval },
  problems: ['order-not-found', 'order-status', 'party-unknown', 'conflict'],
} as const

export const approvals = [
  operation({
    id: 'ListApprovals',
    tag,
    summary: 'Payments that a second director must approve',
    description:
      'An account of a company with several directors needs two of them for large payments: the order is PATC until then. A robot with second=approve answers by itself.',
    method: 'get',
    path: '/worlds/{WorldId}/approvals',
    needs: 'world',
    params: z.object({ WorldId }),
    query: z.object({ page: OrderId.optional().meta({ description: 'next of the page before' }) }),
    returns: { status: 200, schema: Approvals },
    problems: ['field-invalid'],
    run: async ({ world, grant, query }) => {
      const { items, next } = await listAwaiting(world, grant, query.page)
      return { approvals: items.map((one) => approvalView(world, one)), ...(next !== undefined && { next }) }
    },
  }),
  operation({
    ...decision,
    id: 'ApproveOrder',
    summary: 'Approve a payment as another director; with the last one who must, the money moves',
    path: '/worlds/{WorldId}/orders/{OrderId}/approve',
    run: async ({ world, params, body }) => approvalView(world, await approveOrder(world, params.OrderId, body.party)),
  }),
  operation({
    ...decision,
    id: 'RefuseOrder',
    summary: 'Refuse a payment as another director: it is rejected',
    path: '/worlds/{WorldId}/orders/{OrderId}/refuse',
    run: async ({ world, params, body }) => approvalView(world, await refuseOrder(world, params.OrderId, body.party)),
  }),
]
