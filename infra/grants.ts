import type { SurfaceEntry } from '#surfaces'

/**
 * The DynamoDB actions of the store's three verbs (functions/store/dynamo.ts), by how a Lambda uses
 * the table. A transaction needs the actions of its parts, and none of its own. No Lambda scans,
 * describes or writes in batches.
 */
export const tableActions: Record<SurfaceEntry['store'] | 'purges', readonly string[]> = {
  nothing: [],
  uses: [
    'dynamodb:GetItem',
    'dynamodb:BatchGetItem',
    'dynamodb:Query',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:ConditionCheckItem',
  ],
  /** The worker lists and deletes the items of deleted worlds. */
  purges: ['dynamodb:Query', 'dynamodb:DeleteItem'],
}
