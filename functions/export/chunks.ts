import type { FileChunks } from '#formats/write.ts'
import { chunkCharacters } from '#formats/write.ts'

/** Bytes per write to a file or a pipe: with small chunks the calls cost more than the bytes. */
const chunkBytes = 1024 * 1024

/** Joins chunks to larger ones. Each yielded chunk is valid until the next one is requested. */
export function* joinChunks(writing: FileChunks): Generator<Uint8Array, number> {
  const block = Buffer.allocUnsafe(chunkBytes)
  let filled = 0
  for (;;) {
    const { done, value } = writing.next()
    if (done) {
      if (filled > 0) yield block.subarray(0, filled)
      return value
    }
    const piece = typeof value === 'string' && value.length <= chunkCharacters * 4 ? value : Buffer.from(value)
    const most = typeof piece === 'string' ? piece.length * 3 : piece.length
    if (filled + most > chunkBytes) {
      if (filled > 0) yield block.subarray(0, filled)
      filled = 0
    }
    if (typeof piece === 'string') filled += block.write(piece, filled)
    else if (piece.length <= chunkBytes) filled += piece.copy(block, filled)
    else yield piece
  }
}
