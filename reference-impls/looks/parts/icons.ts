import { html, raw } from 'hono/html'
import type { Html } from './html.ts'

/** The drawings of all icons, on a square of 24 units: strokes of the text's colour. */
const drawings = {
  arrow: '<path d="M5 12h14M13 6l6 6-6 6"/>',
  back: '<path d="M19 12H5M11 6l-6 6 6 6"/>',
  bank: '<path d="M3 9.5 12 4l9 5.5M5 10v8M10 10v8M14 10v8M19 10v8M3 20.5h18"/>',
  bell: '<path d="M6 10a6 6 0 0 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7M10 20.5h4"/>',
  bolt: '<path d="M13 3 5 14h6l-1 7 8-11h-6z"/>',
  calendar: '<rect x="3.5" y="5" width="17" height="15.5" rx="3"/><path d="M3.5 10h17M8 3v4M16 3v4"/>',
  car: '<path d="M4 16v-3.5L6 8a2 2 0 0 1 1.8-1h8.4A2 2 0 0 1 18 8l2 4.5V16zM4 12.5h16M6.5 16v2M17.5 16v2"/>',
  card: '<rect x="3" y="5" width="18" height="14" rx="3"/><path d="M3 10h18"/>',
  check: '<path d="m5 12.5 4.5 4.5L19 7"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>',
  close: '<path d="M6 6l12 12M18 6 6 18"/>',
  code: '<path d="m8 7-5 5 5 5M16 7l5 5-5 5"/>',
  copy: '<rect x="9" y="9" width="11" height="11" rx="2.5"/><path d="M15 5.5A2.5 2.5 0 0 0 12.5 3h-7A2.5 2.5 0 0 0 3 5.5v7A2.5 2.5 0 0 0 5.5 15"/>',
  diff: '<path d="M7 4v8M3 8h8M13 18h8M5 21 19 3"/>',
  download: '<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>',
  eye: '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>',
  file: '<path d="M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 16h6"/>',
  fork: '<circle cx="6" cy="5" r="2.2"/><circle cx="6" cy="19" r="2.2"/><circle cx="18" cy="8" r="2.2"/><path d="M6 7.2v9.6M18 10.2c0 4-4.5 4.3-9 5.3"/>',
  gift: '<rect x="4" y="10" width="16" height="10.5" rx="2"/><path d="M3 7h18v3H3zM12 7v13.5M12 7C9 7 7.5 6 7.5 4.7 7.5 3 11 3 12 7c1-4 4.5-4 4.5-2.3C16.5 6 15 7 12 7"/>',
  heart: '<path d="M12 20S4 15 4 9.2A4.2 4.2 0 0 1 12 7a4.2 4.2 0 0 1 8 2.2C20 15 12 20 12 20z"/>',
  house: '<path d="M4 11.5 12 4.5l8 7V20h-5.5v-5h-5v5H4z"/>',
  key: '<circle cx="8" cy="15" r="4.5"/><path d="m11.5 12 8-8M16 7.5l3 3"/>',
  list: '<path d="M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01"/>',
  lock: '<rect x="5" y="11" width="14" height="9.5" rx="2.5"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
  out: '<path d="M14 5h5v5M19 5l-8 8M17 14v4.5H5.5V7H10"/>',
  pause: '<path d="M9 6v12M15 6v12"/>',
  people:
    '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.6-4 3-5.5 6.5-5.5s5.9 1.5 6.5 5.5M16 4.8a3.5 3.5 0 0 1 0 6.4M18.5 15c1.8.8 2.7 2.5 3 5"/>',
  person: '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c1-4 4-5.5 8-5.5s7 1.5 8 5.5"/>',
  phone: '<rect x="7" y="3" width="10" height="18" rx="2.5"/><path d="M11 18h2"/>',
  play: '<path d="M8 5.5v13l10.5-6.5z"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  repeat: '<path d="M4 11V9a3 3 0 0 1 3-3h12M16 3l3 3-3 3M20 13v2a3 3 0 0 1-3 3H5M8 21l-3-3 3-3"/>',
  restore: '<path d="M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4.5 4.5V9H9"/>',
  rocket: '<path d="M14 4c3-1 6-1 6-1s0 3-1 6l-7 8-5-5zM7 12H4l2-4h4M12 17v3l4-2v-4M5 19l2-2"/>',
  scale: '<path d="M12 4v16M7 20.5h10M5 7h14M5 7l-2.5 6h5zM19 7l-2.5 6h5z"/>',
  search: '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
  shield: '<path d="M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6zM9 12l2.2 2.2L15.5 10"/>',
  sun: '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"/>',
  trash: '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5"/>',
  trophy:
    '<path d="M8 4h8v6a4 4 0 0 1-8 0zM8 6H4.5c0 3 1.5 4.5 3.5 4.5M16 6h3.5c0 3-1.5 4.5-3.5 4.5M12 14v4M8.5 20.5h7"/>',
  upload: '<path d="M12 16V5M7 9l5-5 5 5M5 20h14"/>',
  warn: '<path d="M12 4 2.5 20h19zM12 10v4.5M12 17.3v.01"/>',
}

export type IconName = keyof typeof drawings

/** The names of all icons, in the order of the alphabet. */
export const iconNames = Object.keys(drawings) as IconName[]

/** Draws an icon. It is hidden from screen readers: a word beside it says the same. */
export const icon = (name: IconName): Html =>
  html`<svg class="i" viewBox="0 0 24 24" aria-hidden="true">${raw(drawings[name])}</svg>`

/**
 * Draws an icon within another drawing, around the point (0, y). `size` is in the drawing's units.
 */
export const iconAt = (name: IconName, y: number, size: number): Html =>
  html`<svg class="i" viewBox="0 0 24 24" x="${-size / 2}" y="${y - size / 2}" width="${size}" height="${size}">${raw(drawings[name])}</svg>`
