import * as z from 'zod'
import { proveLedger } from '#actions/ledger/proof.ts'
import { operation } from '#edge/operation.ts'
import { WorldId } from './worlds.ts'

const count = z.int().min(0)

const Proof = z
  .strictObject({
    holds: z.boolean().meta({ description: 'Whether every sum and every chain is correct' }),
    accounts: count.meta({
      description: 'The number of journals: accounts with at least one payment, including clearing accounts',
    }),
    legs: count.meta({ description: 'The number of journal entries' }),
    payments: count.meta({ description: 'The number of payments' }),
    orders: count.meta({
      description:
        'The number of settled orders, each payment of a standing order or a file included. Interest and returns have no order of their own.',
    }),
    digest: z.string().meta({
      description:
        'SHA-256 over all legs without their ids and times. It is the same in every world in which the same money moved.',
    }),
    breaks: z
      .strictObject({
        account: z.string().optional().meta({ description: 'The account of the wrong leg' }),
        seq: z.int().min(0).optional().meta({ description: "The number of the wrong leg in the account's journal" }),
        payment: z
          .string()
          .optional()
          .meta({ description: 'The payment whose legs do not add up to zero, or differ from its order' }),
        why: z.string(),
      })
      .optional()
      .meta({ description: 'The first error; absent when `holds` is true' }),
  })
  .meta({ id: 'Proof' })

export const proof = [
  operation({
    id: 'GetProof',
    tag: 'Worlds',
    summary: 'Prove that the ledger of a world is correct',
    description:
      'Recomputes every balance and hash of every journal, and checks that the legs of each payment add up to zero and match its order.',
    method: 'get',
    path: '/worlds/{WorldId}/proof',
    needs: 'world',
    params: z.object({ WorldId }),
    returns: { status: 200, schema: Proof },
    problems: [],
    run: ({ world }) => proveLedger(world),
  }),
]
