import { useState } from 'react'

import {
  ChooseStep,
  DoneStep,
  FailedStep,
  FormStep,
  RedirectStep,
  ShowStep,
} from './connect-steps.tsx'
import { type ConnectStep, continueFlow } from './steps.ts'

/** Walks one connect flow from the step the server answered with. */
export function ConnectFlow({
  first,
  onRestart,
}: {
  readonly first: ConnectStep
  readonly onRestart: () => void
}) {
  const [step, setStep] = useState(first)
  // The same kind of step may follow itself: a number makes it another form.
  const [count, setCount] = useState(0)
  async function answer(input: unknown): Promise<void> {
    setStep(await continueFlow(step.flowId, input))
    setCount((before) => before + 1)
  }
  switch (step.type) {
    case 'form':
      return <FormStep key={count} step={step} onInput={answer} />
    case 'redirect':
      return <RedirectStep key={count} step={step} />
    case 'choose':
      return <ChooseStep key={count} step={step} onInput={answer} />
    case 'show':
      return <ShowStep key={count} step={step} onInput={answer} />
    case 'done':
      return <DoneStep ids={step.connectionIds} />
    case 'failed':
      return <FailedStep message={step.message} onRetry={onRestart} />
  }
}
