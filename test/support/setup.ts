import { afterAll, vi } from 'vitest'

/** Test files share a process, so each file restores the clock. */
afterAll(() => void vi.useRealTimers())
