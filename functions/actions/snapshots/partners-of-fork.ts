import { findContentKind } from '#actions/worlds/world-content.ts'
import { certificateSubjectOf } from '#bank/partners/software.ts'
import { iso } from '#bank/time/clock.ts'
import { partners, software } from '#store/records.ts'
import type { Item } from '#store/store.ts'

/**
 * Returns the function that gives the value of an item of a world's own partition in another world;
 * undefined for what stays in its world. Partners keep their ids and public keys. The subject of a
 * client certificate names the world, and a certificate is signed by the directory of its world: so
 * the certificates end, and the other world issues new ones for the same keys.
 */
export function convertForWorld(worldId: string, real: number): (item: Item) => unknown {
  return (item) => {
    const word = findContentKind(item.key.path)?.word
    if (word === 'registration') return item.value
    if (word === 'partner') {
      const partner = partners.read(item)
      if (partner.certificateSubject === undefined || partner.softwareId === undefined) return partner
      return { ...partner, certificateSubject: certificateSubjectOf(worldId, partner.softwareId) }
    }
    if (word === 'software') {
      const record = software.read(item)
      return { ...record, certificate: { ...record.certificate, expiresAt: iso(real) } }
    }
    return undefined
  }
}
