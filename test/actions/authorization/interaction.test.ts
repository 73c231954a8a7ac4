import { beforeAll, describe, expect, test } from 'vitest'
import {
  approveInteraction,
  chooseAccounts,
  confirmCode,
  findInteraction,
  openInteraction,
  refuseInteraction,
  type StoredInteraction,
  signIn,
} from '#actions/authorization/interaction.ts'
import { passcodeOf } from '#actions/authorization/passcodes.ts'
import { playRobot } from '#actions/authorization/robots.ts'
import { findConsent, insertConsent, revokeConsent } from '#actions/consents/consents.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Store } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { worldOf } from '#test/support/grants.ts'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'
import { Crash, crashing } from '#test/support/stores.ts'

let sandbox: TestSandbox
let made: NewWorld
let world: World
let lodged = 0

beforeAll(async () => {
  sandbox = await testSandbox()
  made = await sandbox.createWorld()
  world = await worldOf(sandbox, made)
})

const over = (store: Store): World => ({ ...world, sandbox: { ...world.sandbox, store } })

/** Brings a customer to the last step of a new consent: only the code is missing. */
async function atTheCode(): Promise<StoredInteraction> {
  const signedIn = await signIn(world, await begun(), 'cus_0', passcodeOf(world, 'cus_0'))
  return chooseAccounts(world, signedIn, ['acc_0_current'])
}

/** Brings a customer, or the customer's robot, to a new consent. */
async function begun(robot?: string): Promise<StoredInteraction> {
  const consent = `aac_${++lodged}`
  const asked = { permissions: ['ReadBalances'] as const, authorisations: 0, aliveFrom: 1, partner: 'app' }
  const since = { createdAt: world.now, stateAt: world.now }
  await insertConsent(world, {
    id: consent,
    kind: 'account-access',
    state: 'AWAU',
    ...since,
    ...asked,
    permissions: [...asked.permissions],
  })
  return openInteraction(world, { uid: `uid_${lodged}`, consent, partner: 'app', robot, cookies: undefined })
}

/**
 * Returns what is stored: the consent's state, how often it was authorised, and the outcome of the
 * step.
 */
async function kept({ authorising: { uid, consent } }: StoredInteraction) {
  const [found, step] = [await findConsent(world, consent), await findInteraction(world, uid)]
  return [found?.consent.state, found?.consent.authorisations, step?.authorising.outcome]
}

const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

/** The last steps of a customer, each with what it stores. */
const lastSteps: [what: string, take: (world: World, at: StoredInteraction) => Promise<unknown>, leaves: unknown[]][] =
  [
    ['the right code', (there, at) => confirmCode(there, at, at.authorising.code), ['AUTH', 1, 'approved']],
    ['a yes on another device', approveInteraction, ['AUTH', 1, 'approved']],
    ['a no', refuseInteraction, ['RJCT', 0, 'refused']],
  ]

describe.each(lastSteps)('%s', (_, take, leaves) => {
  test.each(['before', 'after'] as const)('is one commit: a crash %s it stores all or nothing', async (when) => {
    const at = await atTheCode()
    const store = crashing(sandbox.store, 1, when)
    await expect(take(over(store), at)).rejects.toThrow(Crash)
    expect(await kept(at)).toEqual(when === 'after' ? leaves : ['AWAU', 0, undefined])
    if (when === 'before') await take(world, at)
    expect(await kept(at)).toEqual(leaves)
  })

  test('has one effect when it arrives twice at once', async () => {
    const at = await atTheCode()
    const answers = await Promise.allSettled([take(world, at), take(world, at)])
    const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(refused).toEqual([expect.any(Problem)])
    expect(await kept(at)).toEqual(leaves)
  })
})

test('of 100 parallel guesses one is checked, and the right code gets the same problem as the other wrong ones', async () => {
  const at = await atTheCode()
  const { code } = at.authorising
  const wrongCodes = Array.from({ length: 100 }, (_, n) => String(n).padStart(6, '0')).filter((one) => one !== code)
  const answers = await Promise.allSettled([...wrongCodes, code].map((guess) => confirmCode(world, at, guess)))
  const [first, ...others] = answers.map((one) => (one.status === 'rejected' ? String(one.reason) : 'approved'))
  expect(first).toContain('tries left: 2')
  expect(new Set(others).size).toBe(1)
  expect(answers.at(-1)).toMatchObject({ reason: { code: 'conflict' } })
  expect(await kept(at)).toEqual(['AWAU', 0, undefined])
})

test.each(['before', 'after'] as const)('a third wrong code is one commit: a crash %s it', async (when) => {
  const at = await atTheCode()
  const guess = wrong(at.authorising.code)
  for (let n = 0; n < 2; n++) {
    const now = (await findInteraction(world, at.authorising.uid)) as StoredInteraction
    await expect(confirmCode(world, now, guess)).rejects.toMatchObject({ code: 'code-wrong' })
  }
  const last = (await findInteraction(world, at.authorising.uid)) as StoredInteraction
  await expect(confirmCode(over(crashing(sandbox.store, 1, when)), last, guess)).rejects.toThrow(Crash)
  expect(await kept(at)).toEqual(when === 'after' ? ['RJCT', 0, 'refused'] : ['AWAU', 0, undefined])
  if (when === 'before')
    await expect(confirmCode(world, last, guess)).rejects.toMatchObject({ code: 'attempts-exceeded' })
  expect(await kept(at)).toEqual(['RJCT', 0, 'refused'])
})

test('of an approval and a rejection at once, exactly one takes effect', async () => {
  const at = await atTheCode()
  await Promise.allSettled([approveInteraction(world, at), refuseInteraction(world, at)])
  expect([
    ['AUTH', 1, 'approved'],
    ['RJCT', 0, 'refused'],
  ]).toContainEqual(await kept(at))
})

describe('a robot', () => {
  const ends: [robot: string, leaves: unknown[]][] = [
    ['approve', ['AUTH', 1, 'approved']],
    ['approve, wrong-codes=2', ['AUTH', 1, 'approved']],
    ['approve, wrong-codes=3', ['RJCT', 0, 'refused']],
    ['refuse', ['RJCT', 0, 'refused']],
  ]
  const stored = async ({ authorising }: StoredInteraction) =>
    (await findInteraction(world, authorising.uid)) as StoredInteraction

  test.each(ends)('resumes from the stored step after a crash at any commit: %s', async (robot, leaves) => {
    for (const when of ['before', 'after'] as const)
      for (let n = 1; n <= 6; n++) {
        const at = await begun(robot)
        await playRobot(over(crashing(sandbox.store, n, when)), at, undefined).catch((error: unknown) => {
          expect(error).toBeInstanceOf(Crash)
        })
        expect(await playRobot(world, await stored(at), undefined)).toMatchObject({ outcome: leaves[2] })
        expect(await kept(at)).toEqual(leaves)
      }
  })

  test.each(ends)('gives the same answer to concurrent requests: %s', async (robot, leaves) => {
    const at = await begun(robot)
    for (const { outcome } of await Promise.all([1, 2, 3, 4].map(() => playRobot(world, at, undefined))))
      expect(outcome).toBe(leaves[2])
    expect(await kept(at)).toEqual(leaves)
  })

  test('reports that the request is over after the customer has revoked the approval', async () => {
    const at = await begun('approve')
    await playRobot(world, at, undefined)
    await revokeConsent(world, 'cus_0', at.authorising.consent)
    await expect(playRobot(world, await stored(at), undefined)).rejects.toMatchObject({ code: 'authorisation-over' })
  })
})
