import { expect, test } from 'vitest'
import { type GraphNode, placeNodes } from '#apps/console/snapshots/graph.ts'

const row = (id: string, parent?: string, kind: GraphNode['kind'] = 'snapshot'): GraphNode => ({ id, kind, parent })
const now = (parent?: string) => row('now', parent, 'now')
const start = row('start', undefined, 'start')
const lanesOf = (...nodes: GraphNode[]) =>
  Object.fromEntries(placeNodes([...nodes, start]).map(({ id, lane, from }) => [id, [lane, from]]))

test('snapshots that lead to now stand on one line, down to the start', () => {
  expect(lanesOf(now('b'), row('b', 'a'), row('a'))).toEqual({
    now: [0, 1],
    b: [0, 2],
    a: [0, 3],
    start: [0, undefined],
  })
})

test('what was left by a restore is a branch, and its later snapshots stay on it', () => {
  const lanes = lanesOf(now('a'), row('c', 'b'), row('b', 'a'), row('a'))
  expect([lanes.now, lanes.c, lanes.b, lanes.a]).toEqual([
    [0, 3],
    [1, 2],
    [1, 3],
    [0, 4],
  ])
})

test('branches over the same rows have a lane each, and others share one', () => {
  const lanes = lanesOf(now('b'), row('e', 'b'), row('d', 'a'), row('b', 'a'), row('c', 'a', 'fork'), row('a'))
  expect([lanes.c?.[0], lanes.d?.[0], lanes.e?.[0]]).toEqual([1, 2, 1])
})

test('a deleted snapshot is passed over to the next older one', () => {
  expect(lanesOf(now('gone'), row('b', 'gone'), row('a'))).toEqual({
    now: [0, 1],
    b: [0, 2],
    a: [0, 3],
    start: [0, undefined],
  })
})
