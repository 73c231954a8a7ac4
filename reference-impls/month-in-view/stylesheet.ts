/** The stylesheet of the app. In a fork, change the colours in the first lines first. */
export const stylesheet = `
:root { color-scheme: light dark; --ink: #1b1f2a; --soft: #565d6e; --paper: #f4f2ee; --card: #ffffff; --line: #e3dfd6; --accent: #3f4bd8; --bar: #c9cdf6; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceae5; --soft: #a9afbd; --paper: #12141a; --card: #1b1e27; --line: #2d313d; --accent: #a3aaff; --bar: #3d4596; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.45 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: clamp(1rem, 4vw, 3rem) clamp(1rem, 4vw, 2rem); }
h1 { font-size: clamp(2rem, 7vw, 3rem); line-height: 1.1; letter-spacing: -.03em; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
p { margin: .5rem 0; }
.who, footer, small, i, nav { color: var(--soft); }
.who { margin: 0 0 .25rem; }
.lead { font-size: 1.15rem; max-width: 34rem; }
nav { display: flex; gap: 1.25rem; margin: .75rem 0 1.5rem; }
a { color: var(--accent); text-underline-offset: .2em; padding: .25rem 0; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.sections { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 0 1rem; align-items: start; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .9rem; padding: 1rem 1.1rem; margin: 0 0 1rem; }
ul { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 1fr auto; gap: .1rem 1rem; align-items: baseline; padding: .5rem 0; border-top: 1px solid var(--line); }
li:first-child { border-top: 0; }
li span { min-width: 0; overflow-wrap: anywhere; }
b, td { font-variant-numeric: tabular-nums; white-space: nowrap; font-weight: 600; }
small { grid-column: 1 / -1; font-size: .85rem; }
i { font-style: normal; font-weight: 400; font-size: .85rem; }
.total span { color: var(--soft); }
svg { grid-column: 1 / -1; width: 100%; height: .35rem; margin-top: .15rem; border-radius: .2rem; }
rect { fill: var(--bar); }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: right; padding: .5rem 0 .5rem .75rem; border-top: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 400; font-size: .85rem; }
thead > tr > * { border-top: 0; padding-top: 0; }
tbody th { text-align: left; font-weight: 400; padding-left: 0; }
td:last-child { font-weight: 400; color: var(--soft); }
footer { font-size: .85rem; margin-top: .5rem; }
@media (max-width: 30rem) { th, td { padding-left: .4rem; } }
`
