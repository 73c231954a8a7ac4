// Makes the call of the page, and keeps the chosen language. Everything else works without it.
for (const radio of document.querySelectorAll('.samples input')) {
  radio.checked = radio.value === (localStorage.getItem('language') ?? 'curl')
  radio.addEventListener('change', () => localStorage.setItem('language', radio.value))
}

const longestAnswer = 20_000
const form = document.querySelector('form.try')
form?.addEventListener('submit', async (event) => {
  event.preventDefault()
  const values = [...new FormData(form)].map(([name, value]) => [name, value.trim()])
  const known = Object.fromEntries(values)
  const { path, token } = form.dataset
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(known[`path.${name}`]))
  const query = values.filter(([name, value]) => name.startsWith('query.') && value !== '')
  const search = new URLSearchParams(query.map(([name, value]) => [name.slice('query.'.length), value]))
  const url = `${filled}${search.size > 0 ? `?${search}` : ''}`
  const output = form.querySelector('output')
  const button = form.querySelector('button')
  button.disabled = true
  const began = performance.now()
  try {
    const response = await fetch(url, token ? { headers: { authorization: `Bearer ${token}` } } : {})
    const body = await response.blob()
    const took = Math.round(performance.now() - began)
    show(output, `${response.status} in ${took} ms`, response.ok ? 'settled' : 'problem', await textOf(response, body))
  } catch (error) {
    show(output, 'No answer', 'problem', `${error.message}. Is the sandbox still running?`)
  }
  button.disabled = false
})

async function textOf(response, body) {
  const type = response.headers.get('content-type') ?? ''
  if (body.size === 0) return 'without a body'
  if (!/json|text|xml|ofx/.test(type)) return `${type}, ${body.size.toLocaleString('en')} bytes`
  const text = await body.text()
  const shown = /[/+]json/.test(type) ? JSON.stringify(JSON.parse(text), null, 2) : text
  const rest = shown.length - longestAnswer
  return rest > 0 ? `${shown.slice(0, longestAnswer)}\n… ${rest.toLocaleString('en')} more characters` : shown
}

function show(output, status, tone, text) {
  const badge = document.createElement('span')
  badge.className = `badge ${tone}`
  badge.textContent = status
  const pre = document.createElement('pre')
  pre.tabIndex = 0
  pre.textContent = text
  output.replaceChildren(badge, pre)
}
