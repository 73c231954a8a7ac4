import { problems } from '#bank/base/problem.ts'

const text = { type: 'string' }
/** The JSON Schemas of both forms of errors. */
export const errorSchemas: Record<string, Record<string, unknown>> = {
  OBErrorResponse1: {
    type: 'object',
    additionalProperties: false,
    required: ['Errors'],
    properties: {
      Id: text,
      Code: text,
      Message: text,
      Errors: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          additionalProperties: false,
          properties: {
            ErrorCode: { type: 'string', minLength: 4, maxLength: 4 },
            Message: text,
            Path: text,
            Url: text,
          },
        },
      },
    },
  },
  ProblemDetails: {
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'interactionId', 'errors'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: text,
      status: { type: 'integer' },
      detail: text,
      interactionId: text,
      errors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['code', 'message'],
          properties: { code: { enum: Object.keys(problems) }, message: text, path: text },
        },
      },
    },
  },
}
