import { raw } from 'hono/html'

/**
 * The styles of the site's charts. Colour-blind readers can tell blue from orange. Both colours
 * have a contrast of at least 3:1 to the background, in either colour scheme.
 */
export const chartStyles = raw(`:root { --in: var(--data-1); --out: var(--data-2); --code: var(--sunken); }
.chart { display: grid; grid-template-columns: 4.25rem 1fr; gap: .5rem; margin: .5rem 0; }
.chart svg, .ranking { display: block; overflow: visible; }
.chart text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.chart .grid { stroke: var(--line); }
.chart .zero { stroke: var(--soft); }
.chart .along { fill: none; stroke: var(--accent); stroke-width: 2.5px; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.chart .under { fill: var(--accent); opacity: .14; }
.chart .last { fill: var(--accent); }
.chart .income { fill: var(--in); }
.chart .spending, .ranking .spending { fill: var(--out); }
.ranking .track { fill: var(--code); }
.ranking text { fill: var(--ink); font-size: 15px; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .95rem; }
.legend span::before { content: ''; display: inline-block; width: .8em; height: .8em; margin-right: .4em; border-radius: 2px; }
.legend .income::before { background: var(--in); }
.legend .spending::before { background: var(--out); }
.several { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: .5rem 2rem; }
.several h3 { font-size: 1rem; margin: .75rem 0 0; }
summary { cursor: pointer; color: var(--accent); padding: .4rem 0; }
summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.people { list-style: none; padding: 0; margin: 1.5rem 0 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem 2rem; }
.people li { border-top: 1px solid var(--line); padding-top: .75rem; }
.people p { margin: .15rem 0; font-size: .95rem; }
.figures td, .figures th { white-space: nowrap; font-variant-numeric: tabular-nums; }
.figures td, .figures th:not(:first-child) { text-align: right; }
`)
