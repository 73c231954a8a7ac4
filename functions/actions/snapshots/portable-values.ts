import type { ContentKind } from '#actions/worlds/world-content.ts'
import { certificateSubjectOf } from '#bank/partners/software.ts'

type Value = Record<string, unknown>

/** The certificate of a software in a document: it has expired, so its world issues a new one. */
const noCertificate = { der: '', from: '1970-01-01T00:00:00.000Z', expiresAt: '1970-01-01T00:00:00.000Z' }

/**
 * Returns the value of an object without what names its world. The subject of a client certificate
 * does, and a certificate is signed by the directory of its world.
 */
export function toPortable({ word }: ContentKind, value: Value): Value {
  if (word === 'software') return { ...value, certificate: noCertificate }
  return word === 'partner' && hasDerivedSubject(value) ? { ...value, certificateSubject: '' } : value
}

/** Returns the value that an object of a document has in a world. */
export function fromPortable({ word }: ContentKind, value: Value, worldId: string): Value {
  if (word !== 'partner' || !hasDerivedSubject(value)) return value
  return { ...value, certificateSubject: certificateSubjectOf(worldId, String(value.softwareId)) }
}

/** The subject of a partner's certificate follows from the world and the software. */
const hasDerivedSubject = ({ certificateSubject, softwareId }: Value): boolean =>
  certificateSubject !== undefined && softwareId !== undefined
