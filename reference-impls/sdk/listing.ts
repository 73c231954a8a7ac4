/**
 * A list that the API returns in pages. A loop requests each page when it needs it. A second loop
 * requests the pages again.
 */
export type Listing<T> = AsyncIterable<T> & {
  /** Reads all pages and returns all items. */
  toArray(): Promise<T[]>
}

/** Creates a listing from a function that yields pages. */
export function createListing<T>(pages: () => AsyncIterable<readonly T[]>): Listing<T> {
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
