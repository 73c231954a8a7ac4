import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { ExternalSigningKey } from 'oidc-provider'
import type { SigningKey } from '#bank/key-ring.ts'

export class InPlaceKey extends ExternalSigningKey {
  readonly #private: KeyObject
  readonly #public: KeyObject
  readonly #x5c: string[]
  constructor({ kid, alg, jwk, x5c }: SigningKey) {
    super()
    Object.assign(this, { kid, alg })
    this.#private = createPrivateKey({ key: jwk, format: 'jwk' })
    this.#public = createPublicKey(this.#private)
    this.#x5c = x5c
  }
  override get x5c() {
    return this.#x5c
  }
  override keyObject() {
    return this.#public
  }
  override sign(data: Uint8Array) {
    return sign('sha256', data, { key: this.#private, dsaEncoding: 'ieee-p1363' })
  }
}
