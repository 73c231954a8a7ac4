import { Problem } from '#bank/base/problem.ts'
import { suggestName } from '#bank/base/validation-messages.ts'
import { scenarioHeader } from './scenarios.ts'

/** The request headers that Sandbank defines. */
const sandbankHeaders: readonly string[] = [scenarioHeader, 'x-sandbank-robot']

/**
 * Rejects an unknown x-sandbank- header: a misspelt one would otherwise have no effect, without
 * notice.
 */
export function checkSandbankHeaders(names: Iterable<string>): void {
  for (const name of names) {
    if (!name.startsWith('x-sandbank-') || sandbankHeaders.includes(name)) continue
    const path = `header ${name.slice(0, 60)}`
    throw new Problem(
      'header-invalid',
      `${path}: is unknown; the headers are ${sandbankHeaders.join(', ')}${suggestName(name, sandbankHeaders)}`,
      { path },
    )
  }
}
