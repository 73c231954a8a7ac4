import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawSharePicture } from '#infra/share-picture.ts'
import { startBrowser } from '#test/support/pages/browser.ts'

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the picture of a shared link: ${browser.absent}`, () => {})
else {
  await browser.close()
  test('the picture of a shared link is a PNG of 1200 x 630 pixels, below 300 kB', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbank-share-'))
    const picture = await readFile(await drawSharePicture(folder))
    await rm(folder, { recursive: true })
    expect(picture.subarray(1, 4).toString()).toBe('PNG')
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1200, 630])
    expect(picture.length).toBeLessThan(300_000)
  })
}
