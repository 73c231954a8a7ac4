import type { SurfaceEntry } from '#surfaces'

/**
 * The DynamoDB actions behind the store's three verbs (functions/store/dynamo.ts), by what a Lambda
 * does with the table. A transaction needs the actions of its parts and none of its own. Nobody
 * scans, describes or writes in batches.
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
  /** The worker lists what a deleted world left behind, and removes it. */
  purges: ['dynamodb:Query', 'dynamodb:DeleteItem'],
}
