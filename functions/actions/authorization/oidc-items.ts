import { type InEpoch, oidcItems, oidcPointers } from '#store/records.ts'
import { Conflict, type Item, type Key, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** What the OpenID provider keeps, in its own words; only these members matter here. */
export type Payload = Record<string, unknown> & { grantId?: string; uid?: string }

/**
 * One world's items of the OpenID provider. Lifetimes are seconds of real time, because the other
 * end's clock is real.
 */
export type OidcItems = {
  put(model: string, id: string, payload: Payload, seconds: number | undefined): Promise<void>
  /**
   * Remembers that something was used: false where it was used before. One write, so that of two at
   * once one is first.
   */
  useOnce(model: string, id: string, seconds: number): Promise<boolean>
  find(model: string, id: string): Promise<Payload | undefined>
  findByUid(model: string, uid: string): Promise<Payload | undefined>
  /** Marks it as used, once: false where somebody else was first. */
  consume(model: string, id: string, at: number): Promise<boolean>
  remove(model: string, id: string): Promise<void>
  removeByGrant(grantId: string): Promise<void>
}

type Place = InEpoch & { readonly sandbox: World['sandbox'] }

/** The items of one epoch of a world. Whatever id somebody says, it is looked up or not found. */
export function openOidcItems(place: Place): OidcItems {
  const { store, real } = place.sandbox
  const lasting = (seconds: number) => ({ expiresAt: Math.floor(real() / 1000) + Math.max(1, Math.ceil(seconds)) })
  const keyOf = (model: string, id: string) => oidcItems.key(place, model, id)
  const pointer = (of: 'grant' | 'uid', owner: string, model: string, id: string) =>
    oidcPointers.key(place, of, owner, model, id)

  async function pointed(of: 'grant' | 'uid', owner: string, model = '') {
    const { partition } = pointer(of, owner, '', '')
    const items = await store.list(partition, { prefix: `oidc-of/${of}/${owner}/${model}`, limit: 100 })
    return items.map((item) => ({ key: item.key, ...oidcPointers.read(item) }))
  }

  async function load(model: string, id: string): Promise<Item | undefined> {
    // Whoever calls says any text for a token or a code; none that the provider makes is longer, or
    // holds other characters.
    if (!/^[\w.:-]{1,128}$/.test(id)) return undefined
    const [item] = await store.get([keyOf(model, id)])
    return item
  }

  return {
    async put(model, id, payload, seconds) {
      const expiresAt = seconds === undefined ? {} : lasting(seconds)
      // The store keeps JSON and the provider leaves members undefined.
      const value = JSON.parse(JSON.stringify(payload)) as Payload
      const put = (key: Key, what: unknown): Write => ({ put: key, expect: 'anything', value: what, ...expiresAt })
      const writes: Write[] = [put(keyOf(model, id), value)]
      if (payload.grantId !== undefined) writes.push(put(pointer('grant', payload.grantId, model, id), { model, id }))
      if (model === 'Session' && payload.uid !== undefined)
        writes.push(put(pointer('uid', payload.uid, model, id), { model, id }))
      await store.commit(writes)
    },
    async useOnce(model, id, seconds) {
      try {
        await store.commit([{ put: keyOf(model, id), expect: 'absent', value: {}, ...lasting(seconds) }])
        return true
      } catch (error) {
        if (error instanceof Conflict) return false
        throw error
      }
    },
    async find(model, id) {
      const item = await load(model, id)
      // The provider changes what it is given; what the store gives is shared and frozen.
      return item && structuredClone(oidcItems.read(item))
    },
    async findByUid(model, uid) {
      const [found] = await pointed('uid', uid, model)
      return found && this.find(model, found.id)
    },
    async consume(model, id, at) {
      const item = await load(model, id)
      if (!item) return false
      const value = oidcItems.read(item)
      if (value.consumed !== undefined) return false
      const { expiresAt } = item
      try {
        await store.commit([
          {
            put: item.key,
            expect: { version: item.version },
            value: { ...value, consumed: at },
            ...(expiresAt !== undefined && { expiresAt }),
          },
        ])
        return true
      } catch (error) {
        if (error instanceof Conflict) return false
        throw error
      }
    },
    async remove(model, id) {
      await store.commit([{ delete: keyOf(model, id), expect: 'anything' }])
    },
    async removeByGrant(grantId) {
      for (;;) {
        const found = await pointed('grant', grantId)
        if (found.length === 0) return
        const writes = found.slice(0, 50).flatMap(({ key, model, id }): Write[] => [
          { delete: key, expect: 'anything' },
          { delete: keyOf(model, id), expect: 'anything' },
        ])
        await store.commit(writes)
      }
    },
  }
}
