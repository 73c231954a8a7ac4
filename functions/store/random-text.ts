const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

/**
 * Makes random texts of a-z and 0-9, every character equally likely, from a source of random bytes.
 */
export function randomTextFrom(bytes: (size: number) => Uint8Array): (characters: number) => string {
  // 252 is the largest multiple of 36 in a byte. Bytes from 252 on would favour the first letters.
  return (characters) => {
    let text = ''
    while (text.length < characters) {
      for (const byte of bytes(characters)) if (byte < 252 && text.length < characters) text += alphabet[byte % 36]
    }
    return text
  }
}
