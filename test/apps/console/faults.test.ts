import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { formOf, type SeenPage, Visitor } from '#test/support/console/visitor.ts'
import { aisp, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
let visitor: Visitor
beforeEach(async () => {
  const made = await testSandbox()
  world = await made.createWorld()
  sandbox = await testSandbox({ store: made.store, first: { ...world, persona: 'salaried family' } })
  visitor = new Visitor(sandbox)
})

const base = () => `/console/${world.id}`
const armed = async () => {
  const { body } = await sandbox.send('GET', `/control/worlds/${world.id}/faults`, undefined, world.controlKey)
  return body.faults
}
const arm = async (scenario: string, fields: Record<string, string> = {}): Promise<SeenPage> =>
  visitor.send(formOf(await visitor.get(`${base()}/faults/arm?scenario=${scenario}`), '/faults'), fields)

describe('the panel of faults', () => {
  test('says what remains of each, and disarms it', async () => {
    const fault = { scenario: 'too-many-requests', when: { operations: ['GetAccounts'], count: 5 } }
    await sandbox.send('POST', `/control/worlds/${world.id}/faults`, fault, world.controlKey)
    await sandbox.request(`${aisp}/accounts`, { token: world.developerToken })
    const page = await visitor.get(base())
    expect(page.text).toContain('GetAccounts · 4 of 5 calls left')
    const after = await visitor.send(formOf(page, '/faults/flt_1/disarm'))
    expect(after.text).toContain('flt_1 is disarmed.')
    expect(after.text).toContain('No fault is armed')
    expect(await armed()).toEqual([])
  })

  test('says what to do about a page that is out of date', async () => {
    await arm('slow')
    const page = await visitor.get(base())
    const form = formOf(page, '/faults/flt_1/disarm')
    await sandbox.send('DELETE', `/control/worlds/${world.id}/faults/flt_1`, undefined, world.controlKey)
    const after = await visitor.send(form)
    expect(after.status).toBe(404)
    expect(after.text).toContain('no armed fault has the id flt_1')
  })
})

describe('the form that arms a fault', () => {
  test('asks for the scenario first, and shows its parameters with their ranges', async () => {
    const first = await visitor.get(`${base()}/faults/arm`)
    expect(first.text).toContain('<option value="">choose one</option>')
    expect(first.text).not.toContain('name="quiet"')
    const { text } = await visitor.get(`${base()}/faults/arm?scenario=slow`)
    expect(text).toContain('name="parameter.delayMs" value="8000" min="0" max="120000"')
  })

  test('offers the operations where the scenario applies, and no others', async () => {
    const { text } = await visitor.get(`${base()}/faults/arm?scenario=repeated-page`)
    const offered = [...text.matchAll(/name="operation" value="(\w+)"/g)].map(([, id]) => id)
    expect(offered.toSorted()).toEqual([
      'GetAccountsAccountIdStatementsStatementIdTransactions',
      'GetAccountsAccountIdTransactions',
      'GetTransactions',
    ])
  })

  test('arms all that it asks for', async () => {
    const fields = { operation: 'GetAccounts', account: 'acc_0_current', count: '3', probability: '0.5', quiet: 'yes' }
    const page = await arm('slow', { 'parameter.delayMs': '20', ...fields })
    expect(page.text).toContain('slow is armed as flt_1: GetAccounts, acc_0_current · 3 of 3 calls left')
    const { scenario, parameters, when, quiet } = (await armed())[0]
    expect({ scenario, parameters, when, quiet }).toEqual({
      scenario: 'slow',
      parameters: { delayMs: 20 },
      when: { operations: ['GetAccounts'], account: 'acc_0_current', count: 3, probability: 0.5 },
      quiet: true,
    })
  })

  test.each([
    [{ 'parameter.delayMs': '120001' }, 'delayMs must be a whole number from 0 to 120000 (got 120001)'],
    [{ 'parameter.delayMs': 'soon' }, 'parameters.delayMs: '],
    [{ count: '0' }, 'when.count: must be 1 or more (got 0)'],
    [{ probability: '2' }, 'when.probability: must be 1 or less (got 2)'],
    [{ partner: '<b>' }, 'when.partner: '],
    [{ account: 'acc_none' }, 'when.account: '],
    [{ operation: 'GetAcounts' }, 'did you mean GetAccounts?'],
  ])('keeps what was typed in %o, and says why it was not armed', async (fields, why) => {
    const page = await arm('slow', { operation: 'GetBalances', account: 'acc_0_current', ...fields })
    expect(page.text).toContain('It was not armed')
    expect(page.text).toContain(why)
    for (const [name, value] of Object.entries(fields))
      if (name !== 'operation')
        expect(page.text).toContain(
          `name="${name}" ${name === 'partner' ? 'list="apps" ' : ''}value="${value.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}"`,
        )
    if (!('operation' in fields)) expect(page.text).toContain('value="GetBalances" checked')
    expect(await armed()).toEqual([])
    // The corrected form is another one: it is not taken for the same.
    await visitor.send(formOf(page, '/faults'), {
      'parameter.delayMs': '1',
      count: '1',
      probability: '1',
      partner: '',
      account: '',
      operation: 'GetAccounts',
      quiet: '',
    })
    expect(await armed()).toHaveLength(1)
  })
})
