// Adds to the console what pages alone cannot do: requests come in as they happen, and open in
// place; what has opened over the page closes. Everything else works without it.

/** Follows the requests of a world: by a stream on a laptop, by polls in the cloud. */
function follow(list) {
  const { live, from, query, most } = list.dataset
  const card = list.closest('.log')
  const state = card.querySelector('[data-live-state]')
  let { last } = list.dataset
  const add = (rows) => {
    const template = document.createElement('template')
    template.innerHTML = rows
    for (const row of [...template.content.children].reverse()) {
      if (document.getElementById(row.id)) continue
      row.classList.add('arrived')
      row.querySelector('[data-open]').setAttribute('aria-expanded', 'false')
      list.prepend(row)
    }
    while (list.children.length > Number(most)) list.lastElementChild.remove()
    for (const count of card.querySelectorAll('[data-count]'))
      count.textContent = list.querySelectorAll(`.req${count.dataset.count}`).length
  }
  const show = (isLive) => {
    state.hidden = false
    state.dataset.state = isLive ? 'live' : 'lost'
    state.lastElementChild.lastChild.textContent = isLive ? 'live' : 'connecting again'
  }
  const catchUp = async (wait) => {
    const answer = await fetch(
      `${from}/rows?${new URLSearchParams([...new URLSearchParams(query), ['after', last], ['wait', wait]])}`,
    )
    if (!answer.ok) throw new Error(answer.statusText)
    const found = await answer.json()
    last = found.last
    add(found.rows)
    show(true)
  }
  const stream = () => {
    const source = new EventSource(`${from}/live?${query}`)
    // What came between the page and the stream.
    source.addEventListener('open', () => catchUp(0).catch(() => show(false)))
    source.addEventListener('error', () => show(false))
    source.addEventListener('request', ({ data, lastEventId }) => {
      last = lastEventId
      add(JSON.parse(data))
    })
  }
  const poll = async () => {
    for (;;)
      try {
        await catchUp(15)
      } catch {
        show(false)
        await new Promise((resolve) => setTimeout(resolve, 5_000))
      }
  }
  if (live === 'stream') stream()
  else poll()
}

/** Opens a request in place, or closes it. Its link leads to its page. */
async function open(event) {
  const line = event.target.closest('a[data-open]')
  if (!line || event.button > 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  const opened = line.parentElement.querySelector('.open')
  line.setAttribute('aria-expanded', String(!opened))
  if (opened) return opened.remove()
  const answer = await fetch(`${line.href}/part`)
  if (!answer.ok) return location.assign(line.href)
  line.insertAdjacentHTML('afterend', await answer.text())
}

/** Replaces a link by the part of the page that it stands for, which took too long for the page. */
async function load(link) {
  const answer = await fetch(link.dataset.load)
  if (answer.ok) link.outerHTML = await answer.text()
}

/** Closes what has opened over the page, but for what holds `target`. */
function closeOthers(target) {
  for (const one of document.querySelectorAll('.pop[open]')) if (!one.contains(target)) one.open = false
}

/** Closes what has opened over the page, and goes back to its button. */
function closeOnEscape(event) {
  const opened = event.key === 'Escape' && document.querySelector('.pop[open]')
  if (!opened) return
  opened.open = false
  opened.querySelector('summary').focus()
}

for (const link of document.querySelectorAll('[data-load]')) load(link)
document.addEventListener('click', ({ target }) => closeOthers(target))
document.addEventListener('keydown', closeOnEscape)
for (const list of document.querySelectorAll('[data-live]')) follow(list)
for (const line of document.querySelectorAll('a[data-open]')) line.setAttribute('aria-expanded', 'false')
document.addEventListener('click', open)
