/**
 * The chunks of a file, and at the end its number of rows (of a statement: entries). The same part
 * always gives the same bytes.
 */
export type FileChunks<Piece extends string | Uint8Array = string | Uint8Array> = Generator<Piece, number>

/** Characters per chunk of text: few calls, little memory. */
export const chunkCharacters = 64 * 1024
