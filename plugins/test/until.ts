/** Looks again and again until it finds something; fails after `seconds`, which is a limit and never an expectation. */
export async function until<T>(
  look: () => Promise<T | undefined | false>,
  seconds = 30,
): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`it did not become true within ${seconds} s: ${String(look)}`)
}

/** A server that is too busy says so, and whoever means it asks again: as platforms do, and people. */
export async function patiently(ask: () => Promise<Response>): Promise<Response> {
  for (let left = 50; ; left--) {
    const answer = await ask()
    if (answer.status !== 503 || left === 0) return answer
    await answer.arrayBuffer()
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
