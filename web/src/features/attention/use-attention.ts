import { useMe } from '../../preferences.ts'
import { type AttentionPreferences, attentionOf } from './preferences.ts'

export function useAttention(): AttentionPreferences {
  return attentionOf(useMe().data?.preferences['attention'])
}
