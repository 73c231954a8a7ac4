import { scaleLinear } from 'd3-scale'
import { area, line } from 'd3-shape'
import { html } from 'hono/html'
import type { Picture } from '#actions/pictures/picture.ts'
import { formatMoney, formatShortMoney, type Html, iconAt, nothing } from '#looks/index.ts'
import { eventIcons, troubles } from './event-icons.ts'
import { formatMonth } from './format.ts'
import { falls } from './line.ts'
import { choosePins, type Pin } from './pins.ts'

/** Pixels from the top: the line's plot, the bars' plot, and the whole drawing. */
const [lineTop, lineBottom, barsTop, barsBottom, whole] = [74, 284, 340, 470, 496]

/**
 * Draws three years of a customer: the balance of all accounts with what happened on it, and under
 * it income and spending by month. The plot is as wide as the page and only its shapes are
 * stretched, so that type stays 12 px on every screen. A narrow screen shows fewer events, without
 * their names; the list beside the chart has all.
 */
export function renderLifeChart(picture: Picture): Html {
  const { months, total, income, spending } = picture
  const balance = scaleBalances(total)
  const flow = scaleFlows(income, spending)
  const x = (n: number): number => ((n + 0.5) / months.length) * 100
  const ticks = [...balance.ticks, ...flow.ticks]
  const last = total.length - 1
  return html`<div class="life-chart"><svg class="chart axis" width="100%" height="${whole}" aria-hidden="true">${ticks.map(({ y, text }) => html`<text x="100%" y="${y + 4}" text-anchor="end">${text}</text>`)}</svg>
<svg class="chart" width="100%" height="${whole}" role="img" aria-label="${describe(picture)}">
${ticks.map(({ y, isZero }) => html`<line class="${isZero ? 'zero' : 'grid-line'}" x1="0" x2="100%" y1="${y}" y2="${y}"/>`)}
<svg width="100%" height="${whole}" viewBox="0 0 100 ${whole}" preserveAspectRatio="none"><g${falls(total) ? html` class="down"` : nothing}>${renderArea(total, x, balance.y)}</g>${renderBars(picture, flow)}</svg>
${renderCuts(picture, flow, x)}
${choosePins(picture).map((pin) => renderPin(pin, x(pin.n), balance.y(total[pin.n] ?? 0)))}
<circle class="dot" r="5" cx="${round(x(last))}%" cy="${round(balance.y(total[last] ?? 0))}"/>
<text class="strong" x="0" y="314">Income and spending, by month</text>
${months.map((month, n) => (month.endsWith('-01') ? html`<text x="${round(x(n))}%" y="490" text-anchor="${n > months.length - 3 ? 'end' : 'middle'}">${month.slice(0, 4)}</text>` : nothing))}
</svg></div>`
}

const round = (figure: number): number => Math.round(figure * 100) / 100

type Tick = { readonly y: number; readonly text: string; readonly isZero: boolean }
type Scale = { readonly y: (pence: number) => number; readonly ticks: readonly Tick[] }

/** Scales balances. Zero is on the axis unless all of them are far above it. */
function scaleBalances(total: readonly number[]): Scale {
  const [low, high] = [Math.min(...total), Math.max(...total)]
  return scale(low > high * 0.5 ? [low, high] : [Math.min(0, low), Math.max(0, high)], [lineBottom, lineTop])
}

/**
 * Scales income and spending. A few months far above all others are cut, and carry their figure.
 */
function scaleFlows(income: readonly number[], spending: readonly number[]): Scale & { readonly cap: number } {
  const sorted = [...income, ...spending].sort((a, b) => a - b)
  const [most = 0, usual = 0] = [sorted.at(-1), sorted[Math.floor(sorted.length * 0.94)]]
  const cap = most > usual * 1.6 ? usual * 1.15 : most
  const one = scale([0, Math.max(100, cap)], [barsBottom, barsTop])
  return { ...one, cap: most > usual * 1.6 ? cap : Number.POSITIVE_INFINITY }
}

function scale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const y = scaleLinear(domain, range).nice(3)
  const ticks = y.ticks(3).map((pence) => ({ y: round(y(pence)), text: formatShortMoney(pence), isZero: pence === 0 }))
  return { y: (pence) => y(pence), ticks }
}

/** Draws the line, and the area to zero if zero is on the axis. */
function renderArea(total: readonly number[], x: (n: number) => number, y: Scale['y']): Html {
  const along = (_: number, n: number) => x(n)
  const ground = Math.min(lineBottom, Math.max(lineTop, y(0)))
  const under = area<number>(along, ground, (pence) => y(pence)).digits(2)(total as number[])
  const stroke = line<number>(along, (pence) => y(pence)).digits(2)(total as number[])
  return html`<path class="under" d="${under}"/><path class="stroke" d="${stroke}"/>`
}

/** Draws two bars a month. The current month is not over, so its bars are pale. */
function renderBars({ months, income, spending }: Picture, { y, cap }: ReturnType<typeof scaleFlows>): Html[] {
  const width = 100 / months.length
  const bar = (kind: 'd1' | 'd2', pence: number, n: number, left: number) => {
    const top = Math.max(barsTop, y(Math.min(Math.max(0, pence), cap)))
    const pale = n === months.length - 1 ? ' so-far' : ''
    return pence <= 0
      ? nothing
      : html`<rect class="${kind}${pale}" x="${round((n + left) * width)}" width="${round(width * 0.36)}" y="${round(top)}" height="${round(barsBottom - top)}"/>`
  }
  return months.flatMap((_, n) => [bar('d1', income[n] ?? 0, n, 0.13), bar('d2', spending[n] ?? 0, n, 0.51)])
}

/** Writes the figure above each bar that is cut. */
function renderCuts(
  { months, income, spending }: Picture,
  { cap }: ReturnType<typeof scaleFlows>,
  x: (n: number) => number,
): Html[] {
  const highest = months.map((_, n) => ({ n, pence: Math.max(income[n] ?? 0, spending[n] ?? 0) }))
  const shown: number[] = []
  return highest
    .filter(({ pence }) => pence > cap)
    .sort((a, b) => b.pence - a.pence)
    .flatMap(({ n, pence }) => {
      // Figures beside each other would overlap; the table has them all.
      if (shown.some((other) => Math.abs(other - n) < 9)) return []
      shown.push(n)
      const anchor = n < 3 ? 'start' : n > months.length - 4 ? 'end' : 'middle'
      return [
        html`<text class="strong halo" x="${round(x(n))}%" y="${barsTop - 5}" text-anchor="${anchor}">${formatMoney(pence)} ↑</text>`,
      ]
    })
}

/** Draws an event: its sign at the top, its name, and a line down to the balance. */
function renderPin({ title, kind, isNear, isFar, n, anchor }: Pin, x: number, y: number): Html {
  const look = `${isNear ? ' near' : ''}${isFar ? ' far' : ''}${troubles.has(kind) ? ' trouble' : ''}`
  return html`<svg class="event${look}" x="${round(x)}%" y="0" data-month="${n}"><line class="pin" y1="34" y2="${round(y)}"/><circle class="sign" cy="18" r="16"/>${iconAt(eventIcons[kind], 18, 18)}<text class="strong halo" x="${anchor === 'start' ? -16 : anchor === 'end' ? 16 : 0}" y="51" text-anchor="${anchor}">${title}</text><circle class="dot" r="4.5" cy="${round(y)}"/></svg>`
}

/** Puts the chart into words. */
function describe({ name, months, total, events, comesIn, goesOut }: Picture): string {
  const [first, last] = [total[0] ?? 0, total.at(-1) ?? 0]
  const [since, until] = [formatMonth(months[0] as string), formatMonth(months.at(-1) as string)]
  const way = last > first ? 'rose' : last < first ? 'fell' : 'stayed'
  const told = events.map(({ title, month }) => `${title} in ${formatMonth(month)}`).join(', ')
  return `${name}, ${since} to ${until}. All accounts together ${way} from ${formatMoney(first)} to ${formatMoney(last)}. ${told === '' ? '' : `What happened: ${told}. `}In the last year ${formatMoney(comesIn)} came in and ${formatMoney(goesOut)} went out in a month, on average.`
}
