import { afterAll, vi } from 'vitest'

/** Test files share a process: none leaves a stopped clock to the next. */
afterAll(() => void vi.useRealTimers())
