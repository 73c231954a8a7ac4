import * as z from 'zod'
import { getProduct, listProducts } from '#actions/account-information/products.ts'
import { AccountId } from '#bank/account-information/account.ts'
import { ReadProduct } from '#bank/account-information/product.ts'
import { operation } from '#edge/operation.ts'
import { buildEnvelope, PageQuery } from './envelope.ts'

export const products = [
  operation({
    id: 'GetAccountsAccountIdProduct',
    tag: 'Products',
    summary: 'Get the product of one account, with its fees and interest',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/product',
    needs: 'accounts',
    requiredPermissions: [['ReadProducts']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadProduct },
    problems: ['account-not-found'],
    run: async ({ world, grant, params, url }) =>
      buildEnvelope(url, { Product: [getProduct(world, grant, params.AccountId)] }),
  }),
  operation({
    id: 'GetProducts',
    tag: 'Products',
    summary: 'List the products of all accounts, with their fees and interest',
    method: 'get',
    path: '/aisp/products',
    needs: 'accounts',
    requiredPermissions: [['ReadProducts']],
    query: PageQuery,
    returns: { status: 200, schema: ReadProduct },
    problems: ['field-invalid'],
    run: async ({ world, grant, query, url }) => {
      const { items, next } = listProducts(world, grant, query.page)
      return buildEnvelope(url, { Product: items }, { next })
    },
  }),
]
