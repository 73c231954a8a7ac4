import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { exportWorld } from '#actions/snapshots/world-export.ts'
import { stateOfWorld } from '#actions/snapshots/world-state.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { WorldRecord } from '#bank/worlds/world.ts'
import { DocumentWorld } from '#bank/worlds/world-document.ts'
import { consents } from '#store/records.ts'
import { worldOf } from '#test/support/grants.ts'
import { externalPayee, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { type Json, rejectionOf, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
  const bank = paymentBankOf(sandbox, world)
  for (let n = 0; n < 5; n++) await bank.pay('acc_0_current', externalPayee, `${n + 1}.00`)
})

const payment = {
  InstructionIdentification: 'I1',
  InstructedAmount: pounds('9.00'),
  CreditorAccount: externalPayee,
}
const grant = {} as Grant<'world'>
const exportPage = async (page: string | undefined, most: number) =>
  exportWorld(stateOfWorld(await worldOf(sandbox, world)), grant, page, most)

/** Exports a world in pages of at most `most` bytes. */
async function exportPages(most: number): Promise<Buffer[]> {
  const pages: Buffer[] = []
  for (let page: string | undefined; ; ) {
    const { bytes, next } = await exportPage(page, most)
    pages.push(Buffer.from(bytes))
    if (next === undefined) return pages
    page = next
  }
}

/** Adds a consent, as another request does during the export. */
async function change(n: number): Promise<void> {
  const key = consents.key(await worldOf(sandbox, world), `pic_more${n}`)
  await sandbox.store.commit([{ put: key, expect: 'absent', value: { n } }])
}

describe('the document of a world', () => {
  test('has a header, one line for each object by ascending path, and an end', async () => {
    const [page] = await exportPages(1_000_000)
    const lines = String(page).trimEnd().split('\n')
    const objects: Json[] = lines.slice(1, -1).map((line) => JSON.parse(line))
    expect(JSON.parse(lines[0] as string)).toEqual({
      format: 'sandbank-world',
      version: 1,
      generator: 2,
      world: { seed: 7, size: 200, start: 1795512600000, now: 1795512600000, rate: 0, startRate: 0 },
    })
    expect(objects.map(({ path }) => path)).toEqual(objects.map(({ path }) => path).toSorted())
    expect(objects.filter(({ path }) => path.startsWith('order/'))).toHaveLength(5)
    expect(JSON.parse(lines.at(-1) as string)).toEqual({
      objects: objects.length,
      sha256: createHash('sha256').update(lines.slice(0, -1).join('\n')).update('\n').digest('hex'),
    })
  })

  test.each([1, 1_000, 3_000])('is the same in pages of at most %i bytes', async (most) => {
    const [whole] = await exportPages(1_000_000)
    const pages = await exportPages(most)
    expect(pages.length).toBeGreaterThan(3)
    expect(String(Buffer.concat(pages))).toBe(String(whole))
    // A page has at least one line, however long it is.
    if (most === 3_000) for (const page of pages) expect(page.length).toBeLessThanOrEqual(most)
  })

  test('never names its world', async () => {
    const [whole] = await exportPages(1_000_000)
    expect(String(whole)).not.toContain(world.id)
  })
})

describe('a world that changes during its export', () => {
  test('before a page that is exported already is rejected on the last page, also if it changed back', async () => {
    const first = await exportPage(undefined, 3_000)
    const { path, value } = JSON.parse(String(Buffer.from(first.bytes)).split('\n')[1] as string)
    const key = { ...consents.key(await worldOf(sandbox, world), ''), path }
    await sandbox.store.commit([{ put: key, expect: 'present', value }])
    const readOn = async () => {
      for (let page = first.next; page !== undefined; ) page = (await exportPage(page, 3_000)).next
    }
    await expect(readOn()).rejects.toThrow('was changed while it was exported')
  })

  test('is rejected when its epoch changes', async () => {
    const { next } = await exportPage(undefined, 3_000)
    await sandbox.send('POST', `/control/worlds/${world.id}/reset`, undefined, world.controlKey)
    await expect(exportPage(next, 3_000)).rejects.toThrow('was changed while it was exported')
  })

  test.each([
    [1, 'is exported again'],
    [99, 'is rejected after five attempts'],
  ])('%i times, in one page, %s', async (times, what) => {
    const { store } = sandbox
    let changed = 0
    let lists = 0
    const busy = {
      ...store,
      get: store.get.bind(store),
      list: async (partition: string, range: Parameters<typeof store.list>[1]) => {
        // Each attempt lists every prefix twice; the change comes between both.
        if (range.prefix === 'used/' && lists++ % 2 === 0 && changed < times) await change(++changed)
        return store.list(partition, range)
      },
    }
    const state = { ...stateOfWorld(await worldOf(sandbox, world)), store: busy }
    const exporting = exportWorld(state, grant, undefined, 1_000_000)
    if (what === 'is exported again') expect(String(Buffer.from((await exporting).bytes))).toContain('pic_more1')
    else await expect(exporting).rejects.toThrow('was changed while it was exported')
  })
})

describe('GET /control/worlds/{WorldId}/export', () => {
  test('answers a file of lines, with the address of the next page in Link', async () => {
    const response = await sandbox.request(`/control/worlds/${world.id}/export`, { token: world.controlKey })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-ndjson'])
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${world.id}.ndjson"`)
    expect(response.headers.get('link')).toBeNull()
    expect(await response.text()).toBe(String((await exportPages(1_000_000))[0]))
  })

  test('has pages of 4 MB in the cloud', async () => {
    const there = await worldOf(sandbox, world)
    const text = 'x'.repeat(300_000)
    for (let n = 0; n < 30; n++)
      await sandbox.store.commit([{ put: consents.key(there, `pic_large${n}`), expect: 'absent', value: { text } }])
    const parts: string[] = []
    for (let url: string | undefined = `/control/worlds/${world.id}/export`; url; ) {
      const response: Response = await sandbox.request(url, { token: world.controlKey })
      expect(response.status).toBe(200)
      parts.push(await response.text())
      url = /^<(.*)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1]
    }
    expect(parts.length).toBe(3)
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(4_000_000)
    expect(parts.join('')).toBe(String((await exportPages(100_000_000))[0]))
  })

  test('exports a snapshot, whatever was done since', async () => {
    const before = String((await exportPages(1_000_000))[0])
    const root = `/control/worlds/${world.id}`
    const { body } = await sandbox.send('POST', `${root}/snapshots`, {}, world.controlKey)
    await paymentBankOf(sandbox, world).place('acc_0_current', 'domestic-payment', payment, {
      name: 'later',
      key: 'later',
    })
    expect(String((await exportPages(1_000_000))[0])).not.toBe(before)
    const response = await sandbox.request(`${root}/export?snapshot=${body.id}`, { token: world.controlKey })
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${body.id}.ndjson"`)
    expect(await response.text()).toBe(before)
    const missing = await sandbox.send('GET', `${root}/export?snapshot=snp_x`, undefined, world.controlKey)
    expect(missing.body.detail).toContain('query snapshot: ')
  })

  test('rejects a page that it did not name', async () => {
    const path = `/control/worlds/${world.id}/export?page=nonsense`
    expect(rejectionOf(await sandbox.send('GET', path, undefined, world.controlKey))).toBe('400 field-invalid')
  })
})

test('a document has every setting of a world, or leaves it out for a reason', () => {
  const leftOut = {
    'its own in each world': ['id', 'epoch', 'lastEpoch', 'controlDigest', 'name', 'labels', 'expiresAt'],
    'in the header itself': ['generator'],
    'as now and rate': ['clock'],
    'follows from the objects': ['moved', 'nextDue', 'dated', 'edits', 'closed'],
    'of the host': ['wakesAt', 'partnersGone', 'frozenUntil'],
    'trouble, which does not come along': ['faults', 'faultsArmed', 'outages'],
    'what it continues from here': ['basedOn', 'forkedFrom'],
    'what listeners of this world want': ['listening'],
    'what this sandbox stores of requests': ['requestLog'],
  }
  const settings = Object.keys(DocumentWorld.shape).filter((name) => name !== 'now' && name !== 'rate')
  expect([...settings, ...Object.values(leftOut).flat()].toSorted()).toEqual(Object.keys(WorldRecord.shape).toSorted())
})
