import { Hono } from 'hono'
import { beforeAll, describe, expect, test } from 'vitest'
import { Answer, operation, type Surface } from '#edge/operation.ts'
import { serve } from '#edge/serve.ts'
import { testSandbox } from '#test/support/sandbox.ts'

const most = 1_000

/** A surface with one operation, which takes a file and reports it in a header. */
const surface: Surface = {
  name: 'files',
  title: 'Files',
  base: '/files',
  errorForm: 'standard',
  operations: [
    operation({
      id: 'Upload',
      tag: 'Files',
      summary: 'Takes a file',
      method: 'post',
      path: '/one',
      needs: 'anyone',
      upload: { media: ['text/xml', 'application/json'], most },
      returns: { status: 200 },
      problems: [],
      run: async ({ upload }) =>
        new Answer({}, { 'x-came': `${upload.media} ${Buffer.from(upload.bytes).toString('hex')}` }),
    }),
  ],
}

const app = new Hono()
beforeAll(async () => {
  const { sandbox } = await testSandbox()
  serve(app, [surface], { sandbox, strict: true, readAsset: () => Promise.reject(new Error('there are none')) })
})

const upload = async (body: BodyInit, headers: Record<string, string>) => {
  const response = await app.request('/files/one', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
  const text = await response.text()
  return { status: response.status, came: response.headers.get('x-came'), text }
}

describe('an operation that takes a file', () => {
  test.each(['text/xml', 'TEXT/XML; charset=utf-8', 'text/xml;charset="UTF-8"'])(
    'receives its unchanged bytes and its media type, sent as %s',
    async (type) => {
      const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0x3c, 0x00, 0xff)
      expect(await upload(bytes, { 'content-type': type })).toEqual({
        status: 200,
        came: 'text/xml efbbbf3c00ff',
        text: '',
      })
    },
  )

  test.each(['text/plain', 'text/xml; charset=latin1', 'text/xml; boundary=x', 'application/xml', ''])(
    'rejects any other media type: %s is 415',
    async (type) => {
      const { status, text } = await upload(Uint8Array.of(1), type === '' ? {} : { 'content-type': type })
      expect([status, JSON.parse(text).Errors[0].Path]).toEqual([415, 'header Content-Type'])
    },
  )

  test('accepts an empty file, which the action must judge', async () => {
    expect(await upload('', { 'content-type': 'text/xml' })).toEqual({ status: 200, came: 'text/xml', text: '' })
  })

  test('accepts its maximum size and not one byte more', async () => {
    const headers = { 'content-type': 'text/xml' }
    expect((await upload(new Uint8Array(most), headers)).status).toBe(200)
    expect((await upload(new Uint8Array(most + 1), headers)).status).toBe(413)
  })

  test('stops reading an endless body', async () => {
    let pulled = 0
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(100))
      },
    })
    expect((await upload(endless, { 'content-type': 'text/xml' })).status).toBe(413)
    expect(pulled).toBeLessThan(20)
  })
})
