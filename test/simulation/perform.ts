import { proveLedger } from '#actions/ledger/proof.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { Sandbox, World } from '#store/world.ts'
import type { Told } from './answers.ts'
import { accountOf, type Bank } from './bank.ts'
import { ask, enter } from './client.ts'
import type { Step } from './history.ts'
import { pay } from './paying.ts'
import { read } from './reading.ts'
import { recur } from './recurring.ts'

const control = { scope: 'world' } as Grant<'world'>

/** Performs one step of a history with all its requests. */
export async function perform(bank: Bank, step: Step, told: Told[]): Promise<void> {
  await bank.schedule.wait(step.at)
  const { code, wrong } = bank
  const inWorld = <T>(work: (world: World) => Promise<T>) =>
    ask(bank, `s${step.n}a`, async (sandbox: Sandbox) => work(await enter(bank, sandbox)))
  switch (step.does) {
    case 'advance':
      await inWorld((world) => code.advance(world, control, { hours: step.hours }))
      break
    case 'rate':
      await inWorld((world) => code.setRate(world, control, step.rate))
      break
    case 'visit':
      await inWorld(async () => undefined)
      break
    case 'prove': {
      const proof = await inWorld((world) => proveLedger(world))
      if ('answer' in proof && !proof.answer.holds) wrong.push(`the proof does not hold: ${proof.answer.breaks?.why}`)
      break
    }
    case 'read':
      await read(bank, `s${step.n}r`, accountOf(step.account))
      break
    case 'pay':
      await pay(bank, step, told)
      break
    case 'recur':
      await recur(bank, step, told)
  }
}
