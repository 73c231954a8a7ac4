import type { Look } from '#bank/worlds/theme.ts'

type Colours = { readonly accent: string; readonly onAccent: string; readonly tint: string }

/** The colours of each look, light and dark. A test checks the contrast of every pair. */
export const colours: Readonly<Record<Look, { readonly light: Colours; readonly dark: Colours }>> = {
  sandbank: {
    light: { accent: '#0b6e4f', onAccent: '#ffffff', tint: '#e4f0ea' },
    dark: { accent: '#5cd6a9', onAccent: '#06251a', tint: '#17302a' },
  },
  harbour: {
    light: { accent: '#0b5cad', onAccent: '#ffffff', tint: '#e3edf8' },
    dark: { accent: '#7db8f5', onAccent: '#06203a', tint: '#172a40' },
  },
  meadow: {
    light: { accent: '#4d6b0a', onAccent: '#ffffff', tint: '#edf2dd' },
    dark: { accent: '#b3d45f', onAccent: '#1d2a02', tint: '#273016' },
  },
  plum: {
    light: { accent: '#7a2a78', onAccent: '#ffffff', tint: '#f5e6f4' },
    dark: { accent: '#e39ae0', onAccent: '#3a0a39', tint: '#37203a' },
  },
}

/** The colours that all looks share. */
export const ground = {
  light: {
    paper: '#fbfaf7',
    card: '#ffffff',
    ink: '#14213d',
    soft: '#4a5873',
    line: '#8b8f99',
    alert: '#a3190b',
    alertTint: '#fdecea',
  },
  dark: {
    paper: '#10151f',
    card: '#18202d',
    ink: '#f0ede4',
    soft: '#b3bccd',
    line: '#6f7b90',
    alert: '#ffb4a8',
    alertTint: '#3d1a17',
  },
} as const

const variables = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: ${value};`)
    .join(' ')

const scheme = (which: 'light' | 'dark'): string =>
  [
    `:root { ${variables(ground[which])} }`,
    ...Object.entries(colours).map(([look, both]) => `:root[data-look="${look}"] { ${variables(both[which])} }`),
  ].join('\n')

/** The stylesheet of the bank's pages, mobile first. */
export const bankStyles = `:root { color-scheme: light dark; }
${scheme('light')}
@media (prefers-color-scheme: dark) {
${scheme('dark')}
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main, .bank, footer { max-width: 38rem; margin: 0 auto; padding: 0 clamp(1rem, 5vw, 2rem); }
main { padding-bottom: 2rem; }
.bank { display: flex; align-items: center; gap: .6rem; padding-top: 1rem; padding-bottom: 1rem; font-size: 1.1rem; }
.mark, .badge { display: grid; place-items: center; flex: none; width: 2.25rem; height: 2.25rem; border-radius: .6rem; background: var(--accent); color: var(--on-accent); font-weight: 700; }
.badge { background: var(--tint); color: var(--ink); border: 1px solid var(--line); width: 3.25rem; height: 3.25rem; border-radius: 50%; margin: .5rem 0 .75rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
h1 { font-size: clamp(1.6rem, 6vw, 2.1rem); line-height: 1.2; letter-spacing: -.015em; margin: .25rem 0 .75rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1.0625rem; margin: 0; }
p { margin: .5rem 0; }
.lead { font-size: 1.125rem; }
.step, .hint, footer, .clusters p, .choice span span, .people span { color: var(--soft); }
.step { margin: 0; font-weight: 600; font-size: .95rem; }
.small { font-size: .9rem; color: var(--soft); }
footer { font-size: .9rem; padding-top: 1rem; padding-bottom: 2rem; }
code { font: .95em/1.4 ui-monospace, monospace; }
a { color: var(--accent); text-underline-offset: .2em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.alert { border: 2px solid var(--alert); border-left-width: .5rem; border-radius: .5rem; background: var(--alert-tint); color: var(--alert); padding: .75rem 1rem; margin: 1rem 0; font-weight: 600; }
.done { border: 2px solid var(--accent); border-left-width: .5rem; border-radius: .5rem; background: var(--tint); padding: .75rem 1rem; margin: 1rem 0; font-weight: 600; }
.warning { border: 2px solid var(--alert); border-left-width: .5rem; border-radius: .5rem; background: var(--alert-tint); padding: .75rem 1rem; margin: 1rem 0; }
.amount { margin: 1rem 0; font-size: 1.25rem; }
.amount strong { display: block; font-size: clamp(2.25rem, 11vw, 3.25rem); line-height: 1.15; letter-spacing: -.02em; }
.sandbox { border: 2px dashed var(--line); border-radius: .75rem; padding: .5rem 1rem; margin: 1rem 0; background: var(--tint); }
.sandbox blockquote { margin: .5rem 0; padding: .6rem .9rem; background: var(--card); border-radius: .75rem; }
summary { cursor: pointer; padding: .6rem 0; font-weight: 600; }
.field { margin: 1.25rem 0; }
label { display: block; font-weight: 600; }
.hint { display: block; font-size: .95rem; font-weight: 400; }
input:not([type="checkbox"], [type="radio"]) { width: 100%; max-width: 22rem; min-height: 3rem; margin-top: .35rem; padding: .5rem .75rem; font: inherit; color: var(--ink); background: var(--card); border: 2px solid var(--line); border-radius: .5rem; }
input[aria-invalid="true"] { border-color: var(--alert); }
#code, #passcode { max-width: 12rem; letter-spacing: .2em; font-variant-numeric: tabular-nums; }
.actions { display: flex; flex-direction: column; gap: .75rem; margin: 1.5rem 0 .5rem; }
button, .button { display: block; min-height: 3rem; padding: .7rem 1.5rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; color: var(--on-accent); background: var(--accent); border: 2px solid var(--accent); border-radius: .6rem; cursor: pointer; }
.quiet { color: var(--accent); background: transparent; }
.links { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
.links a, .facts a { display: inline-block; padding: .6rem 0; }
fieldset { border: 0; margin: 2rem 0 0; padding: 0; min-width: 0; }
legend { font-size: 1.2rem; font-weight: 700; padding: 0; }
.choice { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .9rem; min-height: 3.5rem; margin: .6rem 0; padding: .7rem .9rem; background: var(--card); border: 2px solid var(--line); border-radius: .6rem; font-weight: 400; cursor: pointer; }
.choice:has(:checked) { border-color: var(--accent); background: var(--tint); }
.choice > span:nth-of-type(1) { flex: 1 1 min(9rem, calc(100% - 2.5rem)); }
.choice > .money { margin-left: auto; }
.choice strong, .choice span span { display: block; }
input[type="checkbox"], input[type="radio"] { flex: none; width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--accent); }
.choice span .short { color: var(--alert); font-weight: 600; }
.fixed { cursor: default; }
.money { font-variant-numeric: tabular-nums; white-space: nowrap; }
.clusters, .people, .cards { list-style: none; margin: 0; padding: 0; }
.clusters > li, .cards > li { margin: .6rem 0; padding: .9rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
.clusters p { margin: .1rem 0; }
.clusters ul { margin: .25rem 0 0; padding-left: 1.25rem; list-style: disc; }
.people a { display: grid; padding: .6rem .25rem; border-top: 1px solid var(--line); text-decoration: none; }
.people a strong { text-decoration: underline; text-underline-offset: .2em; }
.people a span { font-size: .95rem; }
.cards h3 a { display: inline-block; padding: .25rem 0; }
.facts { display: grid; gap: .1rem; margin: 1rem 0; }
.facts dt { color: var(--soft); font-size: .95rem; }
.facts dd { margin: 0 0 .75rem; }
.short-code { font: 700 1.6rem/1.3 ui-monospace, monospace; letter-spacing: .08em; }
.line { display: block; }
.urgent { border-width: 2px !important; border-color: var(--accent) !important; background: var(--tint) !important; }
.top { display: flex; align-items: center; gap: 1rem; margin-bottom: 1.25rem; padding-bottom: .75rem; border-bottom: 1px solid var(--line); }
.top span { flex: 1; }
.top form { margin: 0; }
.top button { min-height: 2.75rem; padding: .4rem 1rem; }
@media (min-width: 40rem) { .actions { flex-direction: row; flex-wrap: wrap; } .people { columns: 2; } .people li { break-inside: avoid; } }
`

/** The bank's mark for a browser's tab. */
export const markSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b6e4f"/><path d="M5 21q5.5-6 11 0t11 0" fill="none" stroke="#fff" stroke-width="3"/><path d="M5 14q5.5-6 11 0t11 0" fill="none" stroke="#fff" stroke-width="3"/></svg>'
