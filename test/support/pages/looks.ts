/** A window's width in pixels, and the colour scheme that the customer's device prefers. */
export type Look = readonly [width: number, scheme: 'light' | 'dark']

/** The look that `npm test` checks. */
export const phone: Look = [390, 'light']

/** The looks that `npm run test:all` checks as well. */
export const otherLooks: readonly Look[] = [
  [390, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
]
