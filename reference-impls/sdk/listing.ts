/**
 * A list that the API gives in pages. Iterating asks for a page when it is needed; iterating again
 * asks again.
 */
export type Listing<T> = AsyncIterable<T> & {
  /** Everything, page after page. */
  toArray(): Promise<T[]>
}

/** A listing over whatever yields pages. */
export function listing<T>(pages: () => AsyncIterable<readonly T[]>): Listing<T> {
  async function* each() {
    for await (const page of pages()) yield* page
  }
  return {
    [Symbol.asyncIterator]: each,
    async toArray() {
      const all: T[] = []
      for await (const one of each()) all.push(one)
      return all
    },
  }
}
