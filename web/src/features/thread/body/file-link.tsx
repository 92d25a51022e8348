import type { Attachment } from '@parley/core/schemas'
import { FileText } from 'lucide-react'

import { fileSize } from '../../../text/time.ts'
import { kindName } from '../../chat-list/row-text.ts'

import css from './body.module.css'

/** A file by its name, kind and size; pressing it loads it. */
export function FileLink({ file, url }: { readonly file: Attachment; readonly url: string }) {
  return (
    <a className={css.file} href={url} download={file.name ?? ''} target="_blank" rel="noreferrer">
      <FileText size={24} aria-hidden />
      <span className={css.fileText}>
        <bdi className={css.fileName}>{file.name ?? kindName(file.kind)}</bdi>
        <span className={css.small}>
          {[
            file.mime?.split('/').at(-1)?.toUpperCase(),
            file.bytes !== null && fileSize(file.bytes),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
    </a>
  )
}
