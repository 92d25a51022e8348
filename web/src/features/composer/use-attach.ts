/** Takes files from wherever they come, and says at once which of them the channel would refuse. */
import type { Channel } from '@parley/core/schemas'

import type { Mode } from '../../drafts.ts'
import { t } from '../../i18n.ts'
import { fileSize } from '../../text/time.ts'
import { notify } from '../../ui/toast.tsx'
import { checkFile, type FileProblem } from './limits.ts'
import { startUpload } from './uploading.ts'

export function useAttach(
  chatId: string,
  channel: Channel | undefined,
  mode: Mode,
): (files: readonly File[]) => void {
  return (files) => {
    if (mode === 'note') {
      notify({ text: t('composer.noFilesInNotes'), look: 'danger' })
      return
    }
    for (const file of files) {
      const problem = checkFile(file, channel)
      if (problem) notify({ text: problemText(file, problem, channel?.name ?? ''), look: 'danger' })
      else startUpload(chatId, mode, file)
    }
  }
}

function problemText(file: File, problem: FileProblem, channel: string): string {
  if (problem.kind === 'empty') return t('file.empty', { name: file.name })
  if (problem.kind === 'size') {
    return t('file.size', { name: file.name, channel, max: fileSize(problem.maxBytes) })
  }
  return t('file.type', { name: file.name, channel, type: problem.mime })
}
