import { Component, type ReactNode } from 'react'

import { t } from '../i18n.ts'
import { Button } from './button.tsx'
import { Empty } from './states.tsx'

interface Props {
  readonly children: ReactNode
  /** Shown instead of the usual pane, for something as small as a message. */
  readonly fallback?: ReactNode
  /** A new value gives the pane another try. */
  readonly resetKey?: string | undefined
}

/** A pane that throws takes itself down, not the page. */
export class PaneBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override componentDidUpdate(before: Props) {
    if (this.state.failed && before.resetKey !== this.props.resetKey) this.#retry()
  }

  override render() {
    if (!this.state.failed) return this.props.children
    if (this.props.fallback !== undefined) return this.props.fallback
    return (
      <Empty title={t('app.paneFailed')}>
        <Button onPress={() => this.#retry()}>{t('app.retry')}</Button>
        <Button look="quiet" onPress={() => location.reload()}>
          {t('app.reload')}
        </Button>
      </Empty>
    )
  }

  #retry() {
    this.setState({ failed: false })
  }
}
