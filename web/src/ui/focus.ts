/** A ref that takes the focus once, for the first field of a page that is all form. */
export function focusOnMount(element: HTMLElement | null): void {
  element?.focus()
}
