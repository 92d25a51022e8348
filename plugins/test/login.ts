/** A person on the login page of the simulated platform. */
export interface Given {
  /** What is left out: a permission, an account. */
  without?: string
  decision?: 'allow' | 'cancel'
}

/** What the person gives there: everything, unless some of it is left out. Answers the way back and its query. */
export async function allowOn(
  url: string,
  { without = '', decision = 'allow' }: Given = {},
): Promise<{ pathname: string; answer: Record<string, string> }> {
  const html = await (await fetch(url)).text()
  const query = new URLSearchParams({ decision })
  for (const [input] of html.matchAll(/<input[^>]*>/g)) {
    const [, name = ''] = /name="([^"]*)"/.exec(input) ?? []
    const [, value = ''] = /value="([^"]*)"/.exec(input) ?? []
    const isGiven = !/type="(radio|checkbox)"/.test(input) || input.includes('checked')
    if (isGiven && value !== without) query.append(name, value.replaceAll('&amp;', '&'))
  }
  const page = new URL(url)
  const back = await fetch(`${page.origin}${page.pathname}?${query.toString()}`, {
    redirect: 'manual',
  })
  const callback = back.headers.get('location')!
  const landed = await fetch(callback, { redirect: 'manual' })
  const { pathname, searchParams } = new URL(landed.headers.get('location')!, callback)
  return { pathname, answer: Object.fromEntries(searchParams) }
}
