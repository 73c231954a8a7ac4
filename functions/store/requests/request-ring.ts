import {
  type KeptBody,
  type KeptHeaders,
  mostBodyKept,
  type RequestRecord,
  type SeenRequest,
} from '#bank/requests/request-record.ts'

/*
 * Requests in one block of memory outside the heap. As objects they would outlive each collection
 * of young garbage, which made an account read a fifth slower and grew the process to 450 MB. Here
 * they are bytes: a request is written once, and nothing of it is left to collect.
 *
 * Texts are copied as V8 holds them, one or two bytes a character: to encode a page as UTF-8 costs
 * up to 100 us, to copy it less than one.
 */

/** Numbers of an entry that are whole and small. */
const fields = {
  ...{ offset: 0, text: 1, body: 2, answerBody: 3, bodyLength: 4, answerLength: 5, status: 6, epoch: 7 },
  /** How the bodies are encoded: two bits each. */
  encodings: 8,
  bodyStart: 9,
}
const fieldCount = Object.keys(fields).length
/** Numbers of an entry that are large or fractions. */
const timeCount = 3
/** An entry is longer than this on average, so the index has room for all. */
const shortestEntry = 512
const bytesOfIndex = fieldCount * 4 + timeCount * 8

/** Separates the texts of an entry. No header, path or id contains it; all are Latin-1. */
const separator = '\n'
/** How many texts stand before the headers. */
const textCount = 14
/** How a body is written. */
const encoding = { bytes: 0, oneByte: 1, twoBytes: 2 } as const
type Encoding = (typeof encoding)[keyof typeof encoding]

/** A character of two bytes. V8 knows at once of most texts that they hold none. */
const wideCharacter = /[\u0100-\uffff]/

/** Stands for an absent epoch, because 0 is one. Status 0 is an absent status. */
const noEpoch = 0xffffffff

/** A ring of logged requests: the oldest go when their bytes are needed. */
export class RequestRing {
  /** The numbers of the oldest and newest requests that are kept. */
  first = 1
  last = 0
  readonly #bytes: Buffer
  readonly #capacity: number
  readonly #index: Uint32Array
  readonly #times: Float64Array
  /** Where the next entry is written. */
  #end = 0

  constructor(most: number) {
    this.#capacity = Math.floor(most / (shortestEntry + bytesOfIndex))
    this.#bytes = Buffer.alloc(most - this.#capacity * bytesOfIndex)
    this.#index = new Uint32Array(this.#capacity * fieldCount)
    this.#times = new Float64Array(this.#capacity * timeCount)
  }

  /**
   * Adds requests, each in its epoch. The texts of all are joined and written at once: one by one
   * they cost three times as much.
   */
  add(requests: readonly SeenRequest[], epochs: readonly (number | undefined)[]): void {
    const pieces: string[] = []
    const ends: number[] = []
    let bodyBytes = 0
    for (const request of requests) {
      addTexts(pieces, request)
      ends.push(pieces.length)
      bodyBytes += sizeOf(request.body) + sizeOf(request.answerBody)
    }
    const text = pieces.join(separator)
    const size = text.length + bodyBytes
    if (size > this.#bytes.length / 4 && requests.length > 1) {
      const half = requests.length >> 1
      this.add(requests.slice(0, half), epochs.slice(0, half))
      this.add(requests.slice(half), epochs.slice(half))
      return
    }
    this.#makeRoom(size, requests.length)
    let [offset, piece] = [this.#end, 0]
    this.#end += this.#bytes.write(text, this.#end, 'latin1')
    for (const [n, request] of requests.entries()) {
      const start = offset
      for (const end = ends[n] ?? 0; piece < end; piece++) offset += (pieces[piece] as string).length + 1
      this.#addEntry(request, epochs[n], start, offset - 1)
    }
  }

  #addEntry(request: SeenRequest, epoch: number | undefined, start: number, end: number): void {
    const { body, answerBody } = request
    const [ofBody, ofAnswer] = [encodingOf(body), encodingOf(answerBody)]
    const number = ++this.last
    const slot = (number % this.#capacity) * fieldCount
    const index = this.#index
    index[slot + fields.offset] = start
    index[slot + fields.text] = end
    index[slot + fields.bodyStart] = this.#end
    index[slot + fields.body] = this.#writeBody(body, ofBody)
    index[slot + fields.answerBody] = this.#writeBody(answerBody, ofAnswer)
    index[slot + fields.bodyLength] = body?.length ?? 0
    index[slot + fields.answerLength] = answerBody?.length ?? 0
    index[slot + fields.encodings] = ofBody + ofAnswer * 4
    index[slot + fields.status] = request.status ?? 0
    index[slot + fields.epoch] = epoch ?? noEpoch
    const time = (number % this.#capacity) * timeCount
    this.#times[time] = request.at ?? Number.NaN
    this.#times[time + 1] = request.realAt
    this.#times[time + 2] = request.durationMs
  }

  /** Whether a request belongs to a world in an epoch, or to one that is not known. */
  isOf(number: number, worldId: string, epoch: number): boolean {
    const own = this.#field(number, fields.epoch)
    if (own !== epoch && own !== noEpoch) return false
    const offset = this.#field(number, fields.offset)
    return this.#bytes.toString('latin1', offset, offset + worldId.length + 1) === worldId + separator
  }

  /** Reads a request that is kept. */
  read(number: number): RequestRecord {
    const field = (name: keyof typeof fields) => this.#field(number, fields[name])
    const encodings = field('encodings')
    const texts = this.#bytes.toString('latin1', field('offset'), field('text')).split(separator)
    const [worldId, interactionId, surface, operation, method, target, partner, customer, ...more] = texts
    const [consent, accounts, scenarios, quiet, problem, headers] = more
    const headerTexts = texts.slice(textCount)
    const count = Number(headers)
    const epoch = field('epoch')
    const time = (number % this.#capacity) * timeCount
    const [at = Number.NaN, realAt = 0, durationMs = 0] = this.#times.subarray(time, time + timeCount)
    return {
      worldId: worldId ?? '',
      epoch: epoch === noEpoch ? undefined : epoch,
      at: Number.isNaN(at) ? undefined : at,
      realAt,
      durationMs,
      interactionId: interactionId ?? '',
      surface: surface ?? '',
      operation: operation || undefined,
      method: method ?? '',
      target: target ?? '',
      partner: partner || undefined,
      customer: customer || undefined,
      consent: consent || undefined,
      accounts: accounts ? accounts.split(' ') : undefined,
      scenarios: [...notes(scenarios, false), ...notes(quiet, true)],
      problem: problem || undefined,
      status: field('status') || undefined,
      headers: headerTexts.slice(0, count),
      body: this.#body(field('bodyStart'), field('body'), field('bodyLength'), encodings & 3),
      answerHeaders: headerTexts.slice(count),
      answerBody: this.#body(field('body'), field('answerBody'), field('answerLength'), encodings >> 2),
    }
  }

  #field = (number: number, field: number): number => this.#index[(number % this.#capacity) * fieldCount + field] ?? 0

  #body(from: number, to: number, length: number, how: number): KeptBody | undefined {
    if (length === 0) return undefined
    if (how === encoding.bytes) return { content: new Uint8Array(this.#bytes.subarray(from, to)), length }
    return { content: this.#bytes.toString(how === encoding.oneByte ? 'latin1' : 'utf16le', from, to), length }
  }

  /** Writes the first part of a body, and returns where it ends. */
  #writeBody(body: SeenRequest['body'], how: Encoding): number {
    if (!body) return this.#end
    if (typeof body === 'string') {
      const format = how === encoding.oneByte ? 'latin1' : 'utf16le'
      this.#end += this.#bytes.write(body, this.#end, mostBodyKept * how, format)
    } else {
      const part = body.length <= mostBodyKept ? body : body.subarray(0, mostBodyKept)
      this.#bytes.set(part, this.#end)
      this.#end += part.length
    }
    return this.#end
  }

  /** Drops the oldest entries until some bytes are free in one piece, and places in the index. */
  #makeRoom(bytes: number, places: number): void {
    for (;;) {
      const count = this.last - this.first + 1
      if (count === 0) {
        this.#end = 0
        return
      }
      const start = this.#field(this.first, fields.offset)
      const isWrapped = this.#end <= start
      if (count + places <= this.#capacity) {
        if (isWrapped ? start - this.#end > bytes : this.#bytes.length - this.#end >= bytes) return
        if (!isWrapped && start > bytes) {
          this.#end = 0
          return
        }
      }
      this.first++
    }
  }
}

/** Returns how a body is written. */
function encodingOf(body: SeenRequest['body']): Encoding {
  if (typeof body !== 'string') return encoding.bytes
  return wideCharacter.test(body) ? encoding.twoBytes : encoding.oneByte
}

function* notes(names: string | undefined, isQuiet: boolean) {
  for (const name of names ? names.split(' ') : []) yield { name, isQuiet }
}

const namesOf = (scenarios: SeenRequest['scenarios'], quiet: boolean): string =>
  scenarios.flatMap(({ name, isQuiet }) => (isQuiet === quiet ? name : [])).join(' ')

/** Returns the most bytes that are kept of a body. */
const sizeOf = (body: SeenRequest['body']): number =>
  Math.min(body?.length ?? 0, mostBodyKept) * (typeof body === 'string' ? 2 : 1)

/** Adds the texts of a request: the named ones, then its headers, then those of the answer. */
function addTexts(pieces: string[], request: SeenRequest): void {
  const { accounts, scenarios, headers, answerHeaders } = request
  pieces.push(request.worldId, request.interactionId, request.surface, request.operation ?? '', request.method)
  pieces.push(request.target, request.partner ?? '', request.customer ?? '', request.consent ?? '')
  pieces.push(accounts === undefined ? '' : accounts.join(' '))
  if (scenarios.length === 0) pieces.push('', '')
  else pieces.push(namesOf(scenarios, false), namesOf(scenarios, true))
  const place = pieces.push(request.problem ?? '', '') - 1
  addHeaders(pieces, headers)
  pieces[place] = String(pieces.length - place - 1)
  addHeaders(pieces, answerHeaders)
}

function addHeaders(pieces: string[], headers: KeptHeaders): void {
  if (Array.isArray(headers)) for (const text of headers) pieces.push(text)
  else for (const name in headers) pieces.push(name, (headers as Readonly<Record<string, string>>)[name] as string)
}
