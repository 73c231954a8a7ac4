import { defineCommand } from '#cli/command.ts'
import { Failure } from '#cli/failure.ts'
import { renderFields } from '#cli/output/table.ts'

type Proof = {
  readonly holds: boolean
  readonly accounts: number
  readonly legs: number
  readonly payments: number
  readonly orders: number
  readonly digest: string
  readonly breaks?: { readonly why: string }
}

export const proof = defineCommand({
  path: 'proof',
  about: 'Prove that the money of the world adds up',
  examples: ['sandbank proof', 'sandbank proof --json'],
  async run(context) {
    const found = await (await context.world()).call<Proof>('GET', '/proof')
    if (!found.holds)
      throw new Failure('failed', `the ledger is wrong: ${found.breaks?.why}`, undefined, { proof: found })
    const people = renderFields(context.terminal, [
      ['holds', 'yes'],
      ['journals', found.accounts],
      ['legs', found.legs],
      ['payments', found.payments],
      ['orders', found.orders],
      ['digest', found.digest],
    ])
    return { json: found, people }
  },
})
