import { useSearchParams } from 'wouter'

/** Sets one parameter of the address in place, or takes it out when its value is empty. */
export function useSetParam(): (name: string, value: string) => void {
  const [, setParams] = useSearchParams()
  return (name, value) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true },
    )
}
