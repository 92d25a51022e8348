/** The part of a value that an expectation speaks of: equal to it exactly when the expectation holds. */
export function projected(actual: unknown, expected: unknown): unknown {
  if (Array.isArray(expected) && Array.isArray(actual))
    return actual.map((item, i) => projected(item, expected[i]))
  if (!isObject(expected) || !isObject(actual)) return actual
  return Object.fromEntries(
    Object.keys(expected)
      .filter((key) => key in actual)
      .map((key) => [key, projected(actual[key], expected[key])]),
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
