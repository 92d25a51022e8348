/** What is measured inside the page. */

/** Rests near the start of what is loaded until a page joins, and measures how far the message in the middle went. */
export async function readUpwards(): Promise<{ pages: number; worst: number }> {
  const scroller = document.querySelector(
    '[data-region="thread"] [data-region-focus]',
  ) as HTMLElement
  const middle = scroller.getBoundingClientRect().top + scroller.clientHeight / 2
  async function frames(count: number): Promise<void> {
    for (let frame = 0; frame < count; frame += 1) await new Promise(requestAnimationFrame)
  }
  let worst = 0
  let pages = 0
  for (let round = 0; round < 4; round += 1) {
    scroller.scrollTop = Math.min(scroller.scrollTop, 1500)
    await frames(20)
    const before = scroller.scrollHeight
    scroller.scrollTop = 700
    await frames(2)
    const seen = [...scroller.querySelectorAll('article')].find(
      (article) => article.getBoundingClientRect().bottom > middle,
    )
    const at = seen?.getBoundingClientRect().top ?? 0
    for (let frame = 0; frame < 600 && scroller.scrollHeight === before; frame += 1) await frames(1)
    await frames(20)
    if (scroller.scrollHeight > before) pages += 1
    const now = seen?.isConnected ? seen.getBoundingClientRect().top : Number.NaN
    worst = Math.max(worst, Math.round(Math.abs(now - at)))
  }
  return { pages, worst }
}
