import { beforeAll, describe, expect, test } from 'vitest'
import { buildCards, listNamedCustomers } from '#actions/pictures/cards.ts'
import { buildNamedWorld } from '#actions/pictures/named-world.ts'
import { buildPicture, type Picture } from '#actions/pictures/picture.ts'
import { storyProducts } from '#actions/pictures/story-account.ts'
import { accountsOf } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { balanceAt } from '#mocks/history/history.ts'
import { customerAt } from '#mocks/people/customer.ts'
import { personas } from '#mocks/people/personas.ts'
import type { World } from '#store/world.ts'
import { externalPayee, paymentBankOf } from '#test/support/payment-bank.ts'
import { type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: World
const pictures = new Map<string, Picture>()
beforeAll(async () => {
  sandbox = await testSandbox()
  world = buildNamedWorld(sandbox.sandbox)
  for (const { id } of listNamedCustomers(world)) pictures.set(id, (await buildPicture(world, id))!)
})
const pictureOf = (personaId: string): Picture =>
  pictures.get(`cus_${personas.findIndex(({ id }) => id === personaId)}`)!
const kindsOf = (personaId: string) => pictureOf(personaId).events.map(({ kind }) => kind)

describe('the picture of a named customer', () => {
  test('has three whole years and the month that is not over', () => {
    const { months, total, income, spending } = pictureOf('salaried-family')
    expect(months[0]).toBe('2023-11')
    expect(months.at(-1)).toBe('2026-11')
    expect([total.length, income.length, spending.length]).toEqual([37, 37, 37])
  })

  test('has the balances of the bank at the end of each month, to the penny, and now', () => {
    const bank = bankOf(world)
    const ends = (n: number) =>
      (n === 36 ? Date.parse(testNow) : Date.UTC(2023, 10 + n + 1)) / 1000 - (n === 36 ? 0 : 1)
    for (const [n, account] of accountsOf(bank, customerAt(bank, 7)!).entries()) {
      const { id, balances } = pictureOf('high-earner').accounts[n]!
      expect(id).toBe(account.id)
      expect(balances).toEqual(balances.map((_, month) => balanceAt(bank, account, ends(month))))
    }
  })

  test('has money in less money out equal to what all sterling accounts gained in a month', () => {
    const { accounts, income, spending } = pictureOf('student')
    const at = (n: number) => accounts.reduce((sum, { balances }) => sum + balances[n]!, 0)
    expect(income[20]).toBeGreaterThan(0)
    expect(income[20]! - spending[20]!).toBe(at(20) - at(19))
  })

  test.each(personas.map(({ id }) => id))('of every persona is whole: %s', (id) => {
    const { events, accounts, months, pronoun, age, regular } = pictureOf(id)
    expect(accounts.length).toBeGreaterThan(0)
    expect(['her', 'him', 'them']).toContain(pronoun)
    expect(age).toBeGreaterThan(15)
    expect(events.length).toBeLessThanOrEqual(12)
    for (const { month, text, at } of events) {
      expect(months).toContain(month)
      expect(at * 1000).toBeLessThanOrEqual(world.now)
      expect(text).not.toMatch(/NaN|undefined|Infinity/)
    }
    for (const { at } of regular) expect(at * 1000).toBeGreaterThan(world.now)
  })

  test('is absent for an id that no customer has', async () => {
    for (const id of ['cus_24', 'cus_00', 'acc_0_current', '', '<b>'])
      expect(await buildPicture(world, id)).toBeUndefined()
  })
})

describe('what happened', () => {
  test('to the victim of a scam: the fraud, and the refund after it', () => {
    const kinds = kindsOf('scam-victim')
    expect(kinds).toEqual(expect.arrayContaining(['scam', 'refund']))
    expect(kinds.indexOf('refund')).toBeGreaterThan(kinds.indexOf('scam'))
    const scam = pictureOf('scam-victim').events.find(({ kind }) => kind === 'scam')
    expect(scam?.text).toMatch(/^£[\d,]+ to .+: \w+ payments in \d+ minutes$/)
  })

  test('to a customer who slides into debt: a debit came back unpaid', () => {
    expect(kindsOf('sliding-into-debt')).toContain('missed-payment')
  })

  test('to an estate: a death, and then a funeral', () => {
    const kinds = kindsOf('estate')
    expect(kinds.slice(kinds.indexOf('death'))).toEqual(expect.arrayContaining(['death', 'funeral']))
  })

  test('to a newcomer: an account was opened', () => {
    expect(kindsOf('newcomer')).toContain('opened')
    expect(pictureOf('newcomer').months.length).toBeLessThan(37)
  })

  test('to a gambler: a month of heavy bets', () => {
    expect(kindsOf('gambler')).toContain('bets')
  })

  test('is nothing bad to those whose story is a quiet one', () => {
    for (const id of ['pensioner', 'high-earner'])
      expect(kindsOf(id).filter((kind) => ['scam', 'missed-payment', 'card-full', 'bets'].includes(kind))).toEqual([])
  })
})

describe('cards', () => {
  test('draw the account that tells the story, which every named customer holds', async () => {
    const cards = await buildCards(world, listNamedCustomers(world))
    expect(cards).toHaveLength(personas.length)
    for (const card of cards) expect(card.story?.balances.length, card.id).toBeGreaterThan(1)
    for (const [id, product] of Object.entries(storyProducts)) {
      expect(personas.map((persona) => persona.id)).toContain(id)
      expect(
        pictureOf(id).accounts.some((account) => account.id.endsWith(`_${product}`)),
        id,
      ).toBe(true)
    }
  })

  test('end with the balance of the picture', async () => {
    const [card] = await buildCards(world, [customerAt(bankOf(world), 19)!])
    const savings = pictureOf('scam-victim').accounts.find(({ title }) => title === card?.story?.title)
    expect(card?.story?.balances).toEqual(savings?.balances)
  })
})

describe('in a world', () => {
  test('a payment is in the balance now and in the spending of the month, in no month before', async () => {
    const bank = paymentBankOf(sandbox, await sandbox.createWorld())
    const before = (await buildPicture(await bank.world(), 'cus_0'))!
    await bank.pay('acc_0_current', externalPayee, '123.45')
    const after = (await buildPicture(await bank.world(), 'cus_0'))!
    expect(after.total.at(-1)).toBe(before.total.at(-1)! - 12_345)
    expect(after.spending.at(-1)).toBe(before.spending.at(-1)! + 12_345)
    expect(after.total.slice(0, -1)).toEqual(before.total.slice(0, -1))
    await bank.advance({ months: 1 })
    const later = (await buildPicture(await bank.world(), 'cus_0'))!
    const world = await bank.world()
    const [card] = await buildCards(world, [customerAt(bankOf(world), 8)!])
    expect(later.months.at(-1)).toBe('2026-12')
    expect(card?.story?.balances).toHaveLength(37)
  })

  test('the line of a card has payments of the world in every month since', async () => {
    const bank = paymentBankOf(sandbox, await sandbox.createWorld())
    const read = async () => {
      const world = await bank.world()
      return (await buildCards(world, [customerAt(bankOf(world), 2)!]))[0]!.story!.balances
    }
    await bank.pay('acc_2_current', externalPayee, '20.00')
    await bank.advance({ months: 2 })
    const picture = (await buildPicture(await bank.world(), 'cus_2'))!
    expect(await read()).toEqual(picture.accounts[0]!.balances)
  })
})
