import type { FileChunks } from '#formats/write.ts'
import { chunkCharacters } from '#formats/write.ts'

/** Bytes at once to a file or a pipe: calls cost more than they carry when pieces are small. */
const pieceBytes = 1024 * 1024

/** The same writing in larger pieces of bytes, which are valid until the next one is asked for. */
export function* joinChunks(writing: FileChunks): Generator<Uint8Array, number> {
  const block = Buffer.allocUnsafe(pieceBytes)
  let filled = 0
  for (;;) {
    const { done, value } = writing.next()
    if (done) {
      if (filled > 0) yield block.subarray(0, filled)
      return value
    }
    const piece = typeof value === 'string' && value.length <= chunkCharacters * 4 ? value : Buffer.from(value)
    const most = typeof piece === 'string' ? piece.length * 3 : piece.length
    if (filled + most > pieceBytes) {
      if (filled > 0) yield block.subarray(0, filled)
      filled = 0
    }
    if (typeof piece === 'string') filled += block.write(piece, filled)
    else if (piece.length <= pieceBytes) filled += piece.copy(block, filled)
    else yield piece
  }
}
