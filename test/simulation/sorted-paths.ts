/** The most paths in one chunk before it is split. */
const longest = 128

/**
 * Returns a path as a text whose UTF-16 order is the order of its UTF-8 bytes. Most paths are ASCII
 * and stay unchanged.
 */
export const bytesOf = (path: string): string =>
  Buffer.byteLength(path) === path.length ? path : Buffer.from(path).toString('latin1')

/**
 * Paths as bytes (see `bytesOf`), sorted and kept in short chunks, so that an insertion moves few
 * others.
 */
export class SortedPaths {
  private readonly stretches: string[][] = [[]]

  add(path: string): void {
    const n = this.stretchOf(path)
    const stretch = this.stretches[n] as string[]
    stretch.splice(placeIn(stretch, path), 0, path)
    if (stretch.length > longest) this.stretches.splice(n + 1, 0, stretch.splice(longest >> 1))
  }

  remove(path: string): void {
    const n = this.stretchOf(path)
    const stretch = this.stretches[n] as string[]
    stretch.splice(placeIn(stretch, path), 1)
    if (stretch.length === 0 && this.stretches.length > 1) this.stretches.splice(n, 1)
  }

  /** Yields the paths from one bound (included) to another (excluded), ascending or descending. */
  *between(low: string, high: string, downwards: boolean): Generator<string> {
    const from = downwards ? high : low
    let n = this.stretchOf(from)
    let stretch = this.stretches[n] as string[]
    for (let place = placeIn(stretch, from) - (downwards ? 1 : 0); ; place += downwards ? -1 : 1) {
      if (downwards && place < 0) {
        stretch = this.stretches[--n] ?? []
        place = stretch.length - 1
      } else if (!downwards && place >= stretch.length) {
        stretch = this.stretches[++n] ?? []
        place = 0
      }
      const path = stretch[place]
      if (path === undefined || (downwards ? path < low : path >= high)) return
      yield path
    }
  }

  /** Returns the chunk that a path belongs to: the last one that does not begin after it. */
  private stretchOf(path: string): number {
    let [low, high] = [0, this.stretches.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (((this.stretches[middle] as string[])[0] as string) <= path) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** Returns how many paths of a chunk precede a path. */
function placeIn(stretch: readonly string[], path: string): number {
  let [low, high] = [0, stretch.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((stretch[middle] as string) < path) low = middle + 1
    else high = middle
  }
  return low
}
