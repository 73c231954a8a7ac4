import { beforeEach, expect, test } from 'vitest'
import { accept, chooseAccounts, findAuthorising, openAuthorising, signIn } from '#actions/authorising.ts'
import { loadConsent } from '#actions/consents.ts'
import { passcodeOf } from '#actions/passcodes.ts'
import { createPaymentConsent } from '#actions/payment-consents.ts'
import type { Grant } from '#bank/grant.ts'
import type { Store } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { worldOf } from '#test/grants.ts'
import { elsewhere } from '#test/payers.ts'
import { testSandbox } from '#test/sandbox.ts'

let world: World
beforeEach(async () => {
  const sandbox = await testSandbox()
  world = await worldOf(sandbox, await sandbox.createWorld())
})

const partner = 'app_pays'
const uid = 'interaction'

/** A payment that Grace is about to agree to. */
async function atTheCode() {
  const Initiation = {
    InstructionIdentification: 'i',
    EndToEndIdentification: 'e',
    InstructedAmount: { Amount: '1.00', Currency: 'GBP' },
    CreditorAccount: elsewhere,
  }
  const grant = { scope: 'partner', partner } as unknown as Grant<'partner'>
  const asked = { body: { Data: { Initiation }, Risk: {} }, idempotencyKey: 'one' }
  const { consent } = await createPaymentConsent(world, grant, 'domestic-payment', asked)
  const begun = { uid, consent: consent.id, partner, robot: undefined, cookies: undefined }
  const signedIn = await signIn(world, await openAuthorising(world, begun), 'cus_0', passcodeOf(world, 'cus_0'))
  return { consent: consent.id, standing: await chooseAccounts(world, signedIn, ['acc_0_current']) }
}

/** The same world over a store that goes away after so many commits. */
function goingAfter(commits: number): World {
  let left = commits
  const { store } = world.sandbox
  const commit: Store['commit'] = async (writes) => {
    if (left-- === 0) throw new Error('the store has gone')
    return store.commit(writes)
  }
  return { ...world, sandbox: { ...world.sandbox, store: Object.assign(Object.create(store), { commit }) } }
}

test.each([
  [0, 'AWAU', undefined],
  [1, 'AUTH', 'approved'],
])(
  'a yes is there with its consequence or not at all: the store goes after %i commits',
  async (commits, state, outcome) => {
    const { consent, standing } = await atTheCode()
    await accept(goingAfter(commits), standing).catch(({ message }) => expect(message).toBe('the store has gone'))
    expect((await loadConsent(world, consent))?.consent.state).toBe(state)
    expect((await findAuthorising(world, uid))?.authorising.outcome).toBe(outcome)
  },
)

test('two at the same moment are one yes', async () => {
  const { consent, standing } = await atTheCode()
  const both = await Promise.allSettled([accept(world, standing), accept(world, standing)])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect((await loadConsent(world, consent))?.consent).toMatchObject({ state: 'AUTH', authorisations: 1 })
})
