import { Paperclip } from 'lucide-react'
import { useRef, useState } from 'react'

import { session, toApiError } from '../client.ts'
import { errorText } from '../error-text.ts'
import { t } from '../i18n.ts'
import { Button } from '../ui/button.tsx'
import { uploadFile } from '../uploads.ts'
import type { FieldProps } from './field-inputs.tsx'

import css from './forms.module.css'

/** A file from this machine in place of an address: the field then holds the id of its upload. */
export function UploadButton({ field, onChange }: Pick<FieldProps, 'field' | 'onChange'>) {
  const chooser = useRef<HTMLInputElement>(null)
  const [words, setWords] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  async function upload(file: File): Promise<void> {
    setIsBusy(true)
    setWords(t('form.uploading', { name: file.name }))
    try {
      const token = session.token() ?? (await session.refresh())
      const signal = new AbortController().signal
      const { id } = await uploadFile(file, { token, signal, onProgress: () => undefined })
      onChange(id)
      setWords(t('form.uploaded', { name: file.name }))
    } catch (error) {
      setWords(errorText(toApiError(error)))
    }
    setIsBusy(false)
  }
  return (
    <div className={css.upload}>
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label={field.label}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          event.target.value = ''
          if (file) void upload(file)
        }}
      />
      <Button size="small" isPending={isBusy} onPress={() => chooser.current?.click()}>
        <Paperclip size={14} aria-hidden />
        {t('form.chooseFile')}
      </Button>
      <output className={css.help}>{words}</output>
    </div>
  )
}
