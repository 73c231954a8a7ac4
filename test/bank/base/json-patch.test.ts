import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyPatch, JsonPatch } from '#bank/base/json-patch.ts'
import { Problem } from '#bank/base/problem.ts'

const changedBy = (document: unknown, ...changes: object[]) => {
  try {
    return applyPatch(document, JsonPatch.parse(changes))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return `${error.code} ${error.faults[0].path}`
  }
}

describe('a change to a document (RFC 6902)', () => {
  // Most cases are the examples of appendix A.
  test.each([
    ['adds a member', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    ['adds into a list', ['a', 'c'], [{ op: 'add', path: '/1', value: 'b' }], ['a', 'b', 'c']],
    ['adds to the end of a list', ['a'], [{ op: 'add', path: '/-', value: ['b'] }], ['a', ['b']]],
    ['adds over a member', { a: 1 }, [{ op: 'add', path: '/a', value: null }], { a: null }],
    ['removes a member', { a: 1, b: 2 }, [{ op: 'remove', path: '/b' }], { a: 1 }],
    ['removes from a list', ['a', 'b', 'c'], [{ op: 'remove', path: '/1' }], ['a', 'c']],
    ['replaces', { a: { b: 1 } }, [{ op: 'replace', path: '/a/b', value: { c: 2 } }], { a: { b: { c: 2 } } }],
    ['replaces in a list', [1, 2, 3], [{ op: 'replace', path: '/1', value: 9 }], [1, 9, 3]],
    ['replaces all', { a: 1 }, [{ op: 'replace', path: '', value: [2] }], [2]],
    ['moves', { a: { b: 1 }, c: {} }, [{ op: 'move', from: '/a/b', path: '/c/d' }], { a: {}, c: { d: 1 } }],
    ['moves within a list', [1, 2, 3], [{ op: 'move', from: '/0', path: '/2' }], [2, 3, 1]],
    ['copies', { a: [1] }, [{ op: 'copy', from: '/a', path: '/b' }], { a: [1], b: [1] }],
    [
      'tests and changes nothing',
      { a: { b: [1], c: 2 } },
      [{ op: 'test', path: '/a', value: { c: 2, b: [1] } }],
      { a: { b: [1], c: 2 } },
    ],
    [
      'knows escaped names',
      { 'a/b': 1, 'c~d': 2, '': 3 },
      [
        { op: 'remove', path: '/a~1b' },
        { op: 'remove', path: '/c~0d' },
        { op: 'remove', path: '/' },
      ],
      {},
    ],
    [
      'sees what came before it',
      {},
      [
        { op: 'add', path: '/a', value: {} },
        { op: 'add', path: '/a/b', value: 1 },
      ],
      { a: { b: 1 } },
    ],
  ])('%s', (_, document, changes, expected) => expect(changedBy(document, ...changes)).toEqual(expected))

  test.each([
    ['a member that is not there', { op: 'remove', path: '/b' }, '0.path'],
    ['a member that is inherited', { op: 'remove', path: '/toString' }, '0.path'],
    ['a place below nothing', { op: 'add', path: '/b/c', value: 1 }, '0.path'],
    ['a place below a text', { op: 'add', path: '/text/0', value: 1 }, '0.path'],
    ['a place past the end', { op: 'add', path: '/list/3', value: 1 }, '0.path'],
    ['the end of a list, to read', { op: 'remove', path: '/list/-' }, '0.path'],
    ['a place that is no number', { op: 'add', path: '/list/01', value: 1 }, '0.path'],
    ['the length of a list', { op: 'replace', path: '/list/length', value: 0 }, '0.path'],
    ['no pointer', { op: 'remove', path: 'list' }, '0.path'],
    ['another value', { op: 'test', path: '/list', value: [2, 1] }, '0.value'],
    ['a source that is not there', { op: 'copy', from: '/b', path: '/c' }, '0.from'],
    ['into itself', { op: 'move', from: '/tree', path: '/tree/a' }, '0.from'],
  ])('is refused, and where: %s', (_, change, path) => {
    expect(changedBy({ list: [1, 2], text: 'text', tree: { a: {} } }, change)).toBe(`field-invalid ${path}`)
  })

  test('reports the first failing operation and leaves the document unchanged', () => {
    const document = { a: 1 }
    expect(changedBy(document, { op: 'replace', path: '/a', value: 2 }, { op: 'remove', path: '/b' })).toBe(
      'field-invalid 1.path',
    )
    expect(document).toEqual({ a: 1 })
  })

  test('cannot grow a document without limit', () => {
    const doubling = Array.from({ length: 40 }, (_, n) => ({ op: 'copy', from: '', path: `/${n}` }))
    expect(changedBy({ a: 'x'.repeat(1000) }, ...doubling)).toMatch(/^field-invalid \d+\.op$/)
  })

  test('never reaches a prototype', () => {
    changedBy({}, { op: 'add', path: '/__proto__', value: { polluted: true } })
    changedBy({}, { op: 'add', path: '/__proto__/polluted', value: true })
    expect({}).not.toHaveProperty('polluted')
  })

  test.each([
    [{ op: 'double', path: '/a' }],
    [{ op: 'add', path: '/a' }],
    [{ op: 'move', path: '/a' }],
    [{ op: 'remove', path: '/a', value: 1 }],
    [{ op: 'remove' }],
  ])('is none: %j', (change) => expect(JsonPatch.safeParse([change]).success).toBe(false))
})

test('replacing every member of any document by itself leaves the document unchanged', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
      const pointer = (name: string) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      const changes = Object.entries(document).map(([name, value]) => ({ op: 'replace', path: pointer(name), value }))
      if (changes.length > 0) expect(changedBy(document, ...changes)).toEqual(document)
    }),
    { seed: 20_261_124, numRuns: 200 },
  )
})
