import { describe, expect, test } from 'vitest'
import { rejectOnConflict, retryOnConflict } from '#store/retry-on-conflict.ts'
import { Conflict } from '#store/store.ts'

const conflict = (path = 'leg/1') => new Conflict([{ partition: 'p', path }])

describe('retryOnConflict', () => {
  test('runs the work again until it commits, and counts the attempts from 1', async () => {
    const attempts: number[] = []
    const made = await retryOnConflict(async (attempt) => {
      attempts.push(attempt)
      if (attempt < 3) throw conflict()
      return 'made'
    })
    expect([made, attempts]).toEqual(['made', [1, 2, 3]])
  })

  test('throws any other error at once', async () => {
    let attempts = 0
    const work = retryOnConflict(async () => {
      attempts++
      throw new TypeError('ours')
    })
    await expect(work).rejects.toThrow('ours')
    expect(attempts).toBe(1)
  })

  test('throws a conflict that is not expected at once', async () => {
    let attempts = 0
    const work = retryOnConflict(
      async () => {
        attempts++
        throw conflict('order/1')
      },
      ({ failed }) => failed.every(({ path }) => path.startsWith('leg/')),
    )
    await expect(work).rejects.toBeInstanceOf(Conflict)
    expect(attempts).toBe(1)
  })

  test('gives up with `unavailable` where other requests always write first', async () => {
    const work = retryOnConflict(async () => {
      throw conflict()
    })
    await expect(work).rejects.toMatchObject({ code: 'unavailable' })
  })
})

test('rejectOnConflict turns a conflict into a problem with its detail, and nothing else', async () => {
  const rejected = rejectOnConflict('changed meanwhile', async () => {
    throw conflict()
  })
  await expect(rejected).rejects.toMatchObject({ code: 'conflict', message: 'changed meanwhile' })
  const failed = rejectOnConflict('changed meanwhile', async () => {
    throw new TypeError('ours')
  })
  await expect(failed).rejects.toThrow('ours')
})
