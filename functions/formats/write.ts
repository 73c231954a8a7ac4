/**
 * Writes a file of some part as pieces of text or bytes, none of them large, and answers how many
 * rows it holds (of a statement: entries). Pure, and always the same bytes for the same part.
 */
export type FileChunks<Piece extends string | Uint8Array = string | Uint8Array> = Generator<Piece, number>

/** Characters after which a text is handed on: few calls, and nothing that memory would feel. */
export const chunkCharacters = 64 * 1024
