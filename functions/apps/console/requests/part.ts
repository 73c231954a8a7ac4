import type { WorldRequest } from '#apps/console/world-request.ts'
import { pageHeaders } from '#apps/site/page.ts'
import { isolateRightToLeft, revealInvisible } from '#bank/base/bidi-safe.ts'
import type { Html } from '#looks/index.ts'

/**
 * Writes markup without a promise in it as text. Texts of partners cannot reorder what is around.
 */
export const writePart = (part: Html): string => isolateRightToLeft(revealInvisible(String(part)))

/** Sends a part of a page, for the script that puts it into the page. */
export const sendPart = ({ c }: WorldRequest, part: Html): Response =>
  c.html(writePart(part), 200, pageHeaders) as Response
