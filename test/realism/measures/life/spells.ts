import type { Month } from '#mocks/base/calendar.ts'

/** The months in which one party of a kind was paid, or paid. */
type Spell = { readonly first: Month; readonly last: Month }

/** Notes months by party, and tells where one party follows another. */
export class Spells {
  private readonly byParty = new Map<string, Spell>()
  private readonly active = new Set<Month>()

  note(party: string, month: Month): void {
    const known = this.byParty.get(party)
    this.byParty.set(party, { first: known?.first ?? month, last: month })
    this.active.add(month)
  }

  /** The years in which any party was. */
  get years(): number {
    return this.active.size / 12
  }

  /**
   * Returns the months in which a new party followed one that ended, at most a year after it and at
   * most one month before.
   */
  changes(): Month[] {
    const spells = [...this.byParty.values()]
    return spells
      .filter((one) => spells.some((other) => other !== one && isFollowed(other, one)))
      .map(({ first }) => first)
  }
}

const isFollowed = (old: Spell, next: Spell): boolean =>
  old.first < next.first && old.last <= next.first + 1 && old.last >= next.first - 12
