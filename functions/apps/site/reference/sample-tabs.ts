import { html } from 'hono/html'
import { copyButton, type Html, nothing } from '#looks/index.ts'
import { colourCode } from './colour-code.ts'
import type { Samples } from './samples/samples.ts'

const languages = [
  { key: 'curl', name: 'curl' },
  { key: 'javascript', name: 'JavaScript' },
  { key: 'python', name: 'Python' },
] as const

/** Shows code in three languages, one at a time: radios choose it, so no script is needed. */
export const renderSampleTabs = (samples: Pick<Samples, 'curl' | 'javascript' | 'python'>): Html =>
  html`<div class="code samples"><fieldset><legend class="hide">Language of the sample</legend>${languages.map(
    ({ key, name }, n) =>
      html`<label><input type="radio" name="language" value="${key}"${n === 0 ? html` checked` : nothing}>${name}</label>`,
  )}</fieldset>${languages.map(
    ({ key, name }) =>
      html`<div class="pane ${key}"><pre id="sample-${key}" tabindex="0" aria-label="The call in ${name}">${colourCode(samples[key])}</pre>${copyButton(`sample-${key}`)}</div>`,
  )}</div>`
