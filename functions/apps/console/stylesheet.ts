import { raw } from 'hono/html'

/** The stylesheet of every console page, for the light and the dark colour scheme. */
export const stylesheet =
  raw(`:root { color-scheme: light dark; --ink: #14213d; --soft: #4a5873; --paper: #fbfaf7; --line: #d9d4c7; --accent: #0b6e4f; --code: #f1eee6; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0ede4; --soft: #b3bccd; --paper: #10151f; --line: #2d3646; --accent: #5cd6a9; --code: #1a2230; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: clamp(1rem, 4vw, 3rem) clamp(1rem, 4vw, 2rem); }
h1 { font-size: clamp(1.7rem, 5vw, 2.4rem); line-height: 1.15; margin: 0 0 .5rem; letter-spacing: -.02em; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .25rem; }
h3 code { font-weight: 700; }
p { margin: .5rem 0; color: var(--soft); }
.lead { font-size: 1.1rem; color: var(--ink); }
pre { background: var(--code); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1rem; margin: 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: .9em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line); }
a { color: var(--accent); text-underline-offset: .2em; }
a:focus-visible, pre:focus-visible, .wide:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td p { margin: 0; }
`)
