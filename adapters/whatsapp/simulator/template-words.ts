const named = new Set(['type', 'format', 'category', 'otp_type', 'parameter_format'])

/** The platform's words in capitals: it takes them in small letters too. */
export function inCapitals(value: unknown): Readonly<Record<string, unknown>> {
  return capitals(value) as Readonly<Record<string, unknown>>
}

function capitals(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitals)
  if (!value || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      named.has(name) && typeof inner === 'string' ? inner.toUpperCase() : capitals(inner),
    ]),
  )
}
