import { Problem, problems } from '#bank/base/problem.ts'

/** Returns the problem that a call throws, and `undefined` for a call that returns. */
export function problemOf(run: () => unknown): Problem | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

/**
 * Describes how a call is rejected: the problem, the standard's code and the path. Returns
 * `allowed` for a call that returns.
 */
export function describeRejection(run: () => unknown): string {
  const problem = problemOf(run)
  return problem ? `${problem.code} ${problems[problem.code].standard} ${problem.faults[0].path}` : 'allowed'
}
