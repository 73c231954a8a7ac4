import { worldIdShape } from './world.ts'

/** A kind of id: the shape of the id, an example, and the meaning of its parts. */
type Identifier = {
  readonly of: string
  readonly shape: RegExp
  readonly example: string
  readonly parts: string
}

/** Every kind of id. Ids are readable and mostly guessable: an id is not a secret, a token is. */
export const identifiers: readonly Identifier[] = [
  { of: 'world', shape: worldIdShape, example: 'wld_default', parts: 'chance' },
  { of: 'customer', shape: /^cus_(0|[1-9]\d{0,6})$/, example: 'cus_0', parts: 'index, from 0' },
  {
    of: 'party of an account',
    shape: /^cus_\d+(_\d+)?$/,
    example: 'cus_6_1',
    parts: 'customer; number, but for the owner',
  },
  { of: 'account', shape: /^acc_\d{1,7}_[a-z]+$/, example: 'acc_0_current', parts: 'customer, product' },
  {
    of: 'transaction',
    shape: /^tx_\d+_[a-z]+_\d+_\d+$/,
    example: 'tx_0_current_24320_0',
    parts: 'customer, product, month (year * 12 + 0 to 11), place in the month',
  },
  { of: 'statement', shape: /^st_\d+_[a-z]+_\d+$/, example: 'st_0_current_24320', parts: 'customer, product, month' },
  { of: 'standing order', shape: /^so_\d+_\w+$/, example: 'so_0_savings', parts: 'customer, what it pays' },
  { of: 'direct debit', shape: /^dd_\d+_\w+$/, example: 'dd_0_0', parts: 'customer, what it pays' },
  {
    of: 'scheduled payment',
    shape: /^sp_\d+_\d+$/,
    example: 'sp_0_1795935600',
    parts: 'customer, when it is paid in epoch seconds',
  },
  { of: 'beneficiary', shape: /^ben_\d+_\d+$/, example: 'ben_0_0', parts: 'customer, number' },
  {
    of: 'offer',
    shape: /^off_\d+_[a-z]+_\d+_\d+$/,
    example: 'off_0_card_24318_0',
    parts: 'customer, product, quarter, number',
  },
  { of: 'customer of your own', shape: /^cus_x_[a-z0-9-]{1,16}$/, example: 'cus_x_ada', parts: 'name that you gave' },
  {
    of: 'account of your own',
    shape: /^acc_x_[a-z0-9-]{1,16}_(current|savings|card)$/,
    example: 'acc_x_ada_current',
    parts: 'name, product',
  },
  {
    of: 'transaction of your own',
    shape: /^tx_(\d+|x_[a-z0-9-]{1,16})_[a-z]+_x[0-9a-f]{12}$/,
    example: 'tx_0_current_x5f1c09ab42de',
    parts: 'account, digest of what you gave',
  },
  { of: 'partner', shape: /^tpp_[a-z0-9]{12}$/, example: 'tpp_4f0c9be1d2a7', parts: 'chance' },
  {
    of: 'software of the directory',
    shape: /^[a-z0-9]{22}$/,
    example: 'k3v9q0x1m7c2b8n5d4w6aa',
    parts: 'chance',
  },
  {
    of: 'developer token',
    shape: /^dev_[a-z0-9]{1,24}_[A-Za-z0-9-]{8,64}$/,
    example: 'dev_default_hackathon',
    parts: 'world, secret',
  },
  {
    of: 'control key',
    shape: /^ctl_[a-z0-9]{1,24}_[A-Za-z0-9-]{8,64}$/,
    example: 'ctl_default_hackathon',
    parts: 'world, secret',
  },
]
