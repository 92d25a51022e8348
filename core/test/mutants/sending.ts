/** Bugs of send and classify. */
import type { Capabilities, Failure, SendContext, SendResult, Step } from '../../src/adapter.ts'
import { httpFailure } from '../../src/adapter.ts'
import type { AnyChannel } from '../../testkit/index.ts'
import { acme, type Mutant } from './acme.ts'

type Context = SendContext<any, any, any>
type Change = (step: Step, context: Context) => [Step, Context]

/** Acme's send with its input changed. */
function sending(change: Change): Pick<AnyChannel, 'send'> {
  return { send: (step, context) => acme.send(...change(step, context)) }
}

function answering(
  change: (result: SendResult, context: Context) => SendResult,
): Pick<AnyChannel, 'send'> {
  return { send: async (step, context) => change(await acme.send(step, context), context) }
}

function declaring(capabilities: Partial<Capabilities>): Pick<AnyChannel, 'capabilities'> {
  return { capabilities: { ...acme.capabilities, ...capabilities } }
}

/** Acme with a second window that has a tag. */
const windowed: AnyChannel = {
  ...acme,
  windows: [
    { id: 'standard', opens: 'inbound', ms: 86_400_000, actor: 'any', allows: ['text', 'media'] },
    { id: 'human', opens: 'inbound', ms: 604_800_000, actor: 'human', allows: ['text', 'media'] },
  ],
  capabilities: { ...acme.capabilities, startChat: 'never' },
  send: (step, context) => acme.send(step, { ...context, key: `${context.key}-${context.window}` }),
}

export const sendingMutants: readonly Mutant[] = [
  {
    name: 'long text is cut in silence',
    rule: 'S2',
    patch: sending((step, context) => [
      step.kind === 'text' ? { ...step, text: step.text.slice(0, 100) } : step,
      context,
    ]),
  },
  {
    name: 'a kind that is not declared goes out as text',
    rule: 'S1',
    patch: sending((step, context) => [
      step.kind === 'buttons' ? { kind: 'text', text: step.text } : step,
      context,
    ]),
  },
  {
    name: 'a kind that is not declared is dropped with success',
    rule: 'S1',
    patch: {
      send: async (step, context) =>
        step.kind === 'typing' ? { ok: true, ids: [] } : acme.send(step, context),
    },
  },
  {
    name: 'the platform’s id is not kept',
    rule: 'S1',
    patch: answering(() => ({ ok: true, ids: [] })),
  },
  {
    name: 'a private link is handed to the platform',
    rule: 'S3',
    patch: sending((step, context) => [
      step.kind === 'media'
        ? {
            ...step,
            media: step.media.map((each) => Object.assign({ ...each }, { isPublic: true })),
          }
        : step,
      context,
    ]),
  },
  {
    name: 'the caption is forgotten',
    rule: 'S3',
    patch: sending((step, context) => [
      step.kind === 'media' ? { kind: 'media', media: step.media } : step,
      context,
    ]),
  },
  {
    name: 'every window gets the same tag',
    rule: 'S4',
    healthy: windowed,
    patch: { send: (step, context) => windowed.send(step, { ...context, window: 'standard' }) },
  },
  {
    name: 'every attempt has a key of its own',
    rule: 'S5',
    patch: sending((step, context) => [
      step,
      { ...context, key: `${context.key}-${context.attempt}` },
    ]),
  },
  {
    name: 'a capability is declared and not built',
    rule: 'S1',
    patch: { ...declaring({ reaction: 'full' }), windows: windowsWith('reaction') },
  },
  {
    name: 'a reply goes out without what it answers',
    rule: 'C1',
    patch: sending((step, context) => [
      step.kind === 'text' ? { kind: 'text', text: step.text } : step,
      context,
    ]),
  },
  {
    name: 'receipts are declared that nothing reports',
    rule: 'C1',
    patch: declaring({ receipts: ['delivered', 'read', 'failed'] }),
  },
  {
    name: 'echoes are declared that nothing reports',
    rule: 'C1',
    patch: declaring({ echo: true }),
  },
  {
    name: 'a capability that the contract does not have',
    rule: 'C1',
    patch: declaring({ polls: 'full' } as Partial<Capabilities>),
  },
]

function windowsWith(kind: 'reaction'): AnyChannel['windows'] {
  return acme.windows.map((window) =>
    Object.assign({ ...window }, { allows: [...window.allows, kind] }),
  )
}

function classifying(change: (failure: Failure) => Partial<Failure>): Partial<AnyChannel> {
  function alter(failure: Failure): Failure {
    return { ...failure, ...change(failure) }
  }
  return {
    classify: (answer) => alter(acme.classify(answer)),
    ...answering((result) => (result.ok ? result : { ok: false, failure: alter(result.failure) })),
  }
}

export const failureMutants: readonly Mutant[] = [
  {
    name: 'errors are swallowed',
    rule: 'E1',
    patch: answering((result) => (result.ok ? result : { ok: true, ids: ['sent'] })),
  },
  {
    name: 'errors are thrown',
    rule: 'E1',
    patch: answering((result) => {
      if (!result.ok) throw new Error(result.failure.message)
      return result
    }),
  },
  {
    name: 'an outage is for good',
    rule: 'E1',
    patch: classifying(({ kind }) => (kind === 'upstream' ? { retry: 'no' } : {})),
  },
  { name: 'a lost answer is certain', rule: 'E1', patch: classifying(() => ({ certain: true })) },
  { name: 'nothing is certain', rule: 'E1', patch: classifying(() => ({ certain: false })) },
  {
    name: 'Retry-After is not read',
    rule: 'E1',
    patch: classifying(({ kind }) => (kind === 'rate_limit' ? { retryAfterMs: 60_000 } : {})),
  },
  {
    name: 'a dead token is tried again and again',
    rule: 'E1',
    patch: classifying(({ kind }) => (kind === 'auth' ? { retry: 'later' } : {})),
  },
  {
    name: 'an accepted message without an id is a success',
    rule: 'E1',
    patch: answering((result) =>
      !result.ok && result.failure.message.includes('no id') ? { ok: true, ids: ['?'] } : result,
    ),
  },
  {
    name: 'the platform’s own codes are not read',
    rule: 'E2',
    patch: { classify: httpFailure },
  },
  {
    name: 'the signal stays behind',
    rule: 'E1',
    patch: sending((step, context) => [
      step,
      {
        ...context,
        http: (url, init) => context.http(url, { ...init, signal: new AbortController().signal }),
      },
    ]),
  },
  {
    name: 'a strange error breaks classify',
    rule: 'E1',
    patch: {
      classify(answer) {
        if ('thrown' in answer) (answer.thrown as Error).message.toLowerCase()
        return httpFailure(answer)
      },
    },
  },
  {
    name: 'the failure quotes the token',
    rule: 'X1',
    patch: {
      async send(step, context) {
        const result = await acme.send(step, context)
        if (result.ok) return result
        const message = `${result.failure.message} (${tokenOf(context)})`
        return { ok: false, failure: { ...result.failure, message } }
      },
    },
  },
  {
    name: 'the failure quotes the token in base64',
    rule: 'X1',
    patch: {
      async send(step, context) {
        const result = await acme.send(step, context)
        if (result.ok) return result
        const code = Buffer.from(`bot:${tokenOf(context)}:`).toString('base64')
        return { ok: false, failure: { ...result.failure, code } }
      },
    },
  },
  {
    name: 'the first token is remembered',
    rule: 'X3',
    patch: sending((step, context) => {
      remembered ??= context.connection
      return [step, { ...context, connection: remembered }]
    }),
  },
]
let remembered: Context['connection'] | undefined

function tokenOf({ connection }: Context): string {
  return (connection.secrets as { token: string }).token
}
