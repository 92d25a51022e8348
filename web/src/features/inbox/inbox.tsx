export function Inbox() {
  return <main />
}
