import { canTranscode } from '@parley/core'

import { type Finding, inside, passed, type Patient, unchecked } from './finding.ts'

/** Whether voice notes can be made of what browsers record. Without it everything else works, so its lack is no failure. */
export async function checkSound({ isBesideStack }: Patient): Promise<Finding[]> {
  if (isBesideStack) return [unchecked('uploads.ffmpeg', 'ffmpeg in the stack', inside)]
  if (await canTranscode())
    return [passed('uploads.ffmpeg', 'ffmpeg makes voice notes and first pictures of films')]
  return [
    unchecked(
      'uploads.ffmpeg',
      'ffmpeg is not on this machine',
      'recordings go out as they are, and films show no picture; install it where that matters',
    ),
  ]
}
