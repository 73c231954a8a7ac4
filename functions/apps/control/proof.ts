import * as z from 'zod'
import { prove } from '#actions/ledger/proof.ts'
import { operation } from '#edge/operation.ts'
import { WorldId } from './worlds.ts'

const count = z.int().min(0)

const Proof = z
  .strictObject({
    holds: z.boolean(),
    accounts: count.meta({ description: 'Journals: accounts on which money has moved, clearing accounts too' }),
    legs: count,
    payments: count,
    digest: z.string().meta({
      description: 'SHA-256 over what all legs say but their ids and instants: the same wherever the same money moved',
    }),
    breaks: z
      .strictObject({
        account: z.string().optional(),
        seq: z.int().min(0).optional(),
        payment: z.string().optional(),
        why: z.string(),
      })
      .optional()
      .meta({ description: 'The first thing that does not hold; absent where all does' }),
  })
  .meta({ id: 'Proof' })

export const proof = [
  operation({
    id: 'GetProof',
    tag: 'Worlds',
    summary: "Prove a world's money: every sum and every chain, computed anew from the journals",
    method: 'get',
    path: '/worlds/{WorldId}/proof',
    needs: 'world',
    params: z.object({ WorldId }),
    returns: { status: 200, schema: Proof },
    problems: [],
    run: ({ world }) => prove(world),
  }),
]
