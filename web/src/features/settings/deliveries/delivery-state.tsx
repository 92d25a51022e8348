import type { DeliveryState } from '@parley/core/schemas'

import { type PlainKey, t } from '../../../i18n.ts'
import { Chip, type ChipLook } from '../../../ui/chip.tsx'

const states: Readonly<Record<DeliveryState, { text: PlainKey; look: ChipLook }>> = {
  processed: { text: 'deliveries.processed', look: 'success' },
  partial: { text: 'deliveries.partial', look: 'warning' },
  unrouted: { text: 'deliveries.unrouted', look: 'warning' },
  quarantined: { text: 'deliveries.quarantined', look: 'danger' },
}

export const deliveryStates = Object.keys(states) as readonly DeliveryState[]

export function stateName(state: DeliveryState): string {
  return t(states[state].text)
}

export function StateChip({ state }: { readonly state: DeliveryState }) {
  return <Chip look={states[state].look}>{stateName(state)}</Chip>
}
