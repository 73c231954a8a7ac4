import { describe, expect, test } from 'vitest'
import { mostBodyKept, type SeenRequest } from '#bank/requests/request-record.ts'
import { memoryRequestLog, mostLogBytes } from '#store/requests/request-log.ts'

const record = (more: Partial<SeenRequest> = {}): SeenRequest => ({
  ...{ worldId: 'wld_a', epoch: 0, at: 0, realAt: 0, durationMs: 1, interactionId: 'i', surface: 'open-banking' },
  ...{ operation: 'GetAccounts', method: 'GET', target: '/', partner: undefined, customer: undefined },
  ...{ consent: undefined, accounts: undefined, scenarios: [], problem: undefined, status: 200, headers: [] },
  ...{ body: undefined, answerHeaders: {}, answerBody: undefined },
  ...more,
})
const openLog = (most?: number) => memoryRequestLog({ now: () => 0, beganAt: 0, ...(most && { most }) })

describe('the log in memory', () => {
  test('keeps the newest requests of all worlds within its bytes, the oldest go first', () => {
    const log = openLog(1_000_000)
    const answerBody = 'x'.repeat(9_000)
    for (let n = 0; n < 1_000; n++) log.add(record({ worldId: n % 2 === 0 ? 'wld_a' : 'wld_b', answerBody }))
    const kept = [...log.all()]
    expect(kept.length).toBeGreaterThan(60)
    expect(kept.length * 9_000).toBeLessThan(1_000_000)
    expect([kept[0]?.number, kept.at(-1)?.number]).toEqual([1_001 - kept.length, 1_000])
    expect([...log.newest('wld_a', 0)].map(({ number }) => number)).toEqual(
      kept.flatMap(({ number }) => (number % 2 === 1 ? number : [])).reverse(),
    )
  })

  test('takes 32 MB of memory, as its estimate says', () => {
    expect(mostLogBytes).toBe(33_554_432)
    const log = openLog()
    for (let n = 0; n < 60_000; n++) log.add(record({ answerBody: `${n}`.padStart(2_000) }))
    const [oldest] = log.all()
    expect(log.last() - (oldest?.number ?? 0)).toBeLessThan(mostLogBytes / 2_000)
  })

  test('pages in both directions', () => {
    const log = openLog()
    for (let n = 0; n < 5; n++) log.add(record())
    expect([...log.newest('wld_a', 0, 3)].map(({ number }) => number)).toEqual([2, 1])
    expect([...log.since('wld_a', 0, 3)].map(({ number }) => number)).toEqual([4, 5])
    expect([...log.since('wld_a', 0, 0)]).toHaveLength(5)
    expect([...log.newest('wld_a', 1)]).toEqual([])
  })

  test('counts a caller who was not admitted to the epoch of the last one who was', () => {
    const log = openLog()
    log.add(record({ epoch: 0 }))
    log.add(record({ epoch: undefined }))
    log.add(record({ epoch: 1 }))
    log.add(record({ epoch: undefined }))
    expect([...log.newest('wld_a', 1)].map(({ number }) => number)).toEqual([4, 3])
    expect([...log.newest('wld_a', 0)].map(({ number }) => number)).toEqual([2, 1])
  })

  test('calls its followers until they leave', () => {
    const log = openLog()
    const seen: number[] = []
    const leave = log.follow(({ number }) => seen.push(number))
    log.add(record())
    leave()
    log.add(record())
    expect(seen).toEqual([1])
  })
})

describe('an entry in memory', () => {
  test('is read as it was added', () => {
    const log = openLog()
    const given = record({
      ...{ epoch: 3, at: 1_795_512_600_123, realAt: 1_795_512_600_456, durationMs: 0.125 },
      ...{ partner: 'app_1', customer: 'cus_1', consent: 'aac_1', accounts: ['acc_1_current', 'acc_1_savings'] },
      ...{
        scenarios: [
          { name: 'slow', isQuiet: false },
          { name: 'unavailable', isQuiet: true },
        ],
        problem: 'conflict',
      },
      ...{ headers: ['Host', 'x', 'X-Empty', ''], answerHeaders: { 'content-type': 'text/plain' }, status: undefined },
    })
    log.add({ ...given, body: 'Grüße', answerBody: new Uint8Array([1, 2, 3]) })
    const [{ record: read } = { record: undefined }] = log.all()
    expect(read).toEqual({
      ...given,
      answerHeaders: ['content-type', 'text/plain'],
      body: { content: 'Grüße', length: 5 },
      answerBody: { content: new Uint8Array([1, 2, 3]), length: 3 },
    })
  })

  test.each<[what: string, body: SeenRequest['body'], length: number]>([
    ['text', 'y'.repeat(20_000), 20_000],
    ['letters of Latin-1', 'ü'.repeat(20_000), 20_000],
    ['letters of two bytes', '€'.repeat(20_000), 20_000],
    ['bytes', new Uint8Array(100_000), 100_000],
  ])('holds the first 16 KB of a long body of %s', (_, body, length) => {
    const log = openLog()
    log.add(record({ body, answerBody: body }))
    const [found] = log.all()
    for (const kept of [found?.record.body, found?.record.answerBody])
      expect([kept?.content.length, kept?.length]).toEqual([mostBodyKept, length])
  })

  test.each([undefined, null, '', new Uint8Array()])('has no body for %j', (body) => {
    const log = openLog()
    log.add(record({ body, answerBody: body }))
    const [found] = log.all()
    expect([found?.record.body, found?.record.answerBody]).toEqual([undefined, undefined])
  })

  test('stays whole while others come and go, whatever their sizes', () => {
    const log = openLog(300_000)
    const letterOf = (n: number) => (n % 3 === 0 ? '€' : 'ü')
    const sizeOf = (n: number) => (n * 7_919) % 20_000
    for (let n = 1; n <= 5_000; n++) {
      log.add(record({ target: `/${n}`, answerBody: letterOf(n).repeat(sizeOf(n)) }))
      if (n % 50 > 0) continue
      for (const { number, record: read } of log.all()) {
        expect(read.target).toBe(`/${number}`)
        expect(read.answerBody?.content ?? '').toBe(letterOf(number).repeat(Math.min(sizeOf(number), mostBodyKept)))
      }
    }
  })
})
