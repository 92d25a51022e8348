import { useAppState } from '../../client.ts'
import { useTabTitle } from '../../tab-title.ts'

/** The contact whose chat is open, or else the view. */
export function useInboxTitle(viewTitle: string, chatId: string | undefined): void {
  const name = useAppState((state) => state.chats.get(chatId ?? '')?.contact.name)
  useTabTitle(name ?? viewTitle)
}
