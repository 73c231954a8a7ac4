import * as z from 'zod'
import { approveOrder, listOrdersAwaitingApproval, refuseOrder } from '#actions/approvals/approvals.ts'
import { buildApprovalView } from '#actions/approvals/views.ts'
import { Money } from '#bank/money/money.ts'
import { operation } from '#edge/operation.ts'
import { NextPage } from './paging.ts'
import { WorldId } from './worlds.ts'

const Signer = z.strictObject({ party: z.string().meta({ examples: ['cus_6_3'] }), name: z.string() })

const Approval = z
  .strictObject({
    order: z.string().meta({ description: 'The id of the order' }),
    kind: z.string().meta({ description: 'The payment type', examples: ['domestic-payment'] }),
    account: z.string().meta({ description: 'The id of the account that pays', examples: ['acc_6_current'] }),
    amount: Money,
    payee: z.string().optional().meta({ description: 'The name of the payee; absent for a file' }),
    payments: z.int().optional().meta({ description: 'The number of payments in a file; absent for a single payment' }),
    status: z.string().meta({ description: 'The status on the Read/Write API' }),
    needed: z.int().meta({ description: 'How many directors must approve' }),
    approved: z.array(Signer).meta({ description: 'The directors who have approved' }),
    mayApprove: z.array(Signer).meta({ description: 'The directors who can still approve' }),
    until: z.iso.datetime().meta({
      description: "The deadline by the world's clock. The bank rejects an order that is not fully approved by then.",
    }),
  })
  .meta({ id: 'Approval' })

const Approvals = z
  .strictObject({
    approvals: z.array(Approval),
    next: NextPage,
  })
  .meta({ id: 'Approvals' })

const OrderId = z.string().max(60).meta({ description: 'The id of a payment order' })
const params = z.object({ WorldId, OrderId })
const body = z.object({
  party: z
    .string()
    .max(60)
    .optional()
    .meta({
      description: 'The director who decides, from mayApprove. Default: the first of them.',
      examples: ['cus_6_3'],
    }),
})
const tag = 'Approvals'
/** The parts that the operations to approve and to reject share. */
const decisionOperation = {
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
    summary: 'List the payments that wait for the approval of a second director',
    description:
      'A company with several directors needs two of them for a large payment. Until the second director approves, the order has the status PATC. A robot with second=approve approves by itself.',
    method: 'get',
    path: '/worlds/{WorldId}/approvals',
    needs: 'world',
    params: z.object({ WorldId }),
    query: z.object({ page: OrderId.optional().meta({ description: 'The value of `next` on the previous page' }) }),
    returns: { status: 200, schema: Approvals },
    problems: ['field-invalid'],
    run: async ({ world, grant, query }) => {
      const { items, next } = await listOrdersAwaitingApproval(world, grant, query.page)
      return { approvals: items.map((one) => buildApprovalView(world, one)), ...(next !== undefined && { next }) }
    },
  }),
  operation({
    ...decisionOperation,
    id: 'ApproveOrder',
    summary: 'Approve a payment as another director',
    description: 'The bank executes the payment when the last required director has approved.',
    path: '/worlds/{WorldId}/orders/{OrderId}/approve',
    run: async ({ world, params, body }) =>
      buildApprovalView(world, await approveOrder(world, params.OrderId, body.party)),
  }),
  operation({
    ...decisionOperation,
    id: 'RefuseOrder',
    summary: 'Reject a payment as another director',
    path: '/worlds/{WorldId}/orders/{OrderId}/refuse',
    run: async ({ world, params, body }) =>
      buildApprovalView(world, await refuseOrder(world, params.OrderId, body.party)),
  }),
]
