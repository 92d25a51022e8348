/** Which addresses lie in the public internet. */
import { BlockList, isIP } from 'node:net'

// https://www.iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry; everything not listed as global, multicast included
const inside = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const
// of the one block of IPv6 that is global: what leads on to other addresses (Teredo, 6to4), or is for benchmarks and documents
const insideOfGlobal = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const blocked = new BlockList()
for (const [network, bits] of inside) blocked.addSubnet(network, bits, 'ipv4')
const blockedOfGlobal = new BlockList()
for (const [network, bits] of insideOfGlobal) blockedOfGlobal.addSubnet(network, bits, 'ipv6')
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')

/** False for everything else: private, loopback, link-local, mapped and translated addresses, and what is no address. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !blocked.check(address, 'ipv4')
  // a zone makes it link-local; mapped, compatible and NAT64 forms lie outside 2000::/3
  if (isIP(address) !== 6 || address.includes('%')) return false
  return global.check(address, 'ipv6') && !blockedOfGlobal.check(address, 'ipv6')
}
