/**
 * The channel of payments that customers make at the bank itself, in the place of a partner's id.
 * Ids of partners begin with `ptn_`, so no partner can read or use such a payment.
 */
export const ownChannel = 'bank'
