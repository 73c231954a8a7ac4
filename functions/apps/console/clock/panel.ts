import { html } from 'hono/html'
import { advanceClock, setClockRate } from '#actions/worlds/clocks.ts'
import { listComing } from '#actions/worlds/coming.ts'
import { consentsOf, customersShownTo } from '#apps/console/customers-shown.ts'
import { worldForm } from '#apps/console/form.ts'
import { stalePage } from '#apps/console/page-problem.ts'
import type { Done, Routes, WorldRequest } from '#apps/console/world-request.ts'
import { formatClock } from '#apps/site/format.ts'
import { Problem } from '#bank/base/problem.ts'
import { iso, type Span } from '#bank/time/clock.ts'
import { type Html, icon, nothing } from '#looks/index.ts'
import type { World } from '#store/world.ts'
import { describeMove } from './arrived.ts'
import { buildComingLines, findPayday, formatShortDay } from './coming.ts'

/** How far ahead the clock looks, in days: beyond the next payday of everyone. */
const daysAhead = 40

/** The rates to choose from: seconds of the world in a real second. */
const rates: readonly [rate: number, words: string][] = [
  [0, 'paused'],
  [1, 'as fast as real time'],
  [60, 'a minute in a second'],
  [3_600, 'an hour in a second'],
  [86_400, 'a day in a second'],
]

/** Shows what time it is in the world, what is coming, and how to go there. */
export async function renderClockPanel(request: WorldRequest): Promise<Html> {
  const { world, grant } = request
  const [{ ids }, consents] = await Promise.all([customersShownTo(request), consentsOf(request)])
  const coming = await listComing(world, grant, { customers: ids, consents, days: daysAhead })
  const lines = buildComingLines(coming)
  const payday = findPayday(coming)
  const { rate } = world.record.clock
  const fields = { clock: stampOf(world) }
  return html`<section class="sandy clock" id="clock" aria-labelledby="clock-title"><h2 class="hide" id="clock-title">Clock</h2>
<div class="stack"><div><span class="small soft">It is</span><time class="num" datetime="${iso(world.now)}">${formatClock(world.now)}</time></div>
${worldForm(
  request,
  '/clock/advance',
  html`${payday === undefined ? nothing : html`<input type="hidden" name="payday" value="${iso(payday)}"><button class="btn sand" name="move" value="payday">To payday, ${formatShortDay(payday)}</button>`}
<button class="btn line" name="move" value="day">+1 day</button><button class="btn line" name="move" value="week">+1 week</button><button class="btn line" name="move" value="month">+1 month</button>
<button class="btn line" formaction="${request.base}/clock/rate" name="rate" value="${rate === 0 ? 1 : 0}">${icon(rate === 0 ? 'play' : 'pause')} ${rate === 0 ? 'Run' : 'Pause'}</button>`,
  { fields, look: 'moves' },
)}
<details class="pace"><summary class="small">${describeRate(rate)}</summary>${worldForm(
    request,
    '/clock/rate',
    html`<label class="small" for="rate">Let it run</label><select class="box" id="rate" name="rate">${rates.map(([value, words]) => html`<option value="${value}"${value === rate ? html` selected` : nothing}>${words}</option>`)}</select><button class="btn line small">Set the pace</button>`,
    { fields, look: 'row' },
  )}</details></div>
${
  lines.length === 0
    ? html`<p class="next small soft">Nothing is due in the next ${daysAhead} days.</p>`
    : html`<ul class="next" aria-label="What comes next">${lines.map(({ day, what }) => html`<li><span class="num">${day}</span><span>${what}</span></li>`)}</ul>`
}</section>`
}

const describeRate = (rate: number): string =>
  rate === 0
    ? 'It is paused'
    : `It runs ${rates.find(([one]) => one === rate)?.[1] ?? `${rate} times as fast as real time`}`

/** What a page has seen of a clock. A clock that was moved or set since has another one. */
const stampOf = ({ record: { clock, epoch } }: World): string => [epoch, clock.real, clock.world, clock.rate].join('.')

/** Rejects a form of a page that has seen another clock: it would move the world twice. */
function rejectStale({ world }: WorldRequest, form: URLSearchParams): void {
  if (form.get('clock') !== stampOf(world))
    throw stalePage(`The clock was moved or set since you opened it: it shows ${formatClock(world.now)}.`)
}

const spans: Readonly<Record<string, Span>> = { day: { days: 1 }, week: { days: 7 }, month: { months: 1 } }

/** Mounts the forms of the clock. */
export function mountClock({ post }: Routes): void {
  post('/clock/advance', async (request, form): Promise<Done> => {
    rejectStale(request, form)
    const { world, grant, base } = request
    const { ids } = await customersShownTo(request)
    const move = form.get('move') ?? ''
    const to = form.get('payday') ?? ''
    const span = spans[move]
    if (span === undefined && move !== 'payday')
      throw new Problem('field-invalid', `move: must be payday, day, week or month (got ${move.slice(0, 40)})`)
    const after = await advanceClock(world, grant, span ?? { to })
    return { to: base, said: describeMove(world, after, grant, ids) }
  })
  post('/clock/rate', async (request, form): Promise<Done> => {
    rejectStale(request, form)
    const { world, grant, base } = request
    const sent = form.get('rate') ?? ''
    const rate = Number(sent)
    if (!rates.some(([one]) => one === rate) || sent === '')
      throw new Problem(
        'field-invalid',
        `rate: must be one of ${rates.map(([one]) => one).join(', ')} (got ${sent.slice(0, 40)})`,
      )
    const after = await setClockRate(world, grant, rate)
    return {
      to: base,
      said: `${describeRate(rate).replace('It ', 'The clock ')}. It shows ${formatClock(after.now)}.`,
    }
  })
}
