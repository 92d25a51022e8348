/** The Graph API: finds the endpoint of a call, answers what it gives or the error it throws. */
import type { PlatformResponse } from '@parley/core/adapter'

import { appEndpoints, appNode } from './app-endpoints.ts'
import { GraphError, errorAnswer } from './graph-error.ts'
import { oauthEndpoints } from './oauth.ts'
import type { Endpoint, GraphCall } from './part.ts'
import { judgeToken, tokenSubject } from './token.ts'
import { EdgeError } from './trigger.ts'
import { wireText } from './wire.ts'
import { missingObject } from './world.ts'
import type { World } from './world.ts'

export function answerCall(world: World, call: GraphCall): PlatformResponse {
  try {
    return success(runCall(world, call))
  } catch (thrown) {
    return refusal(world, thrown)
  }
}

/** Throws GraphError or EdgeError. */
export function runCall(world: World, call: GraphCall): unknown {
  judgeVersion(call.version)
  const open = oauthEndpoints[`${call.method} ${call.path.join('/')}`]
  if (open) return open(world, call, '')
  judgeToken(world, call)
  const [first = '', ...edge] = call.path
  const id = first === 'me' ? tokenSubject(world, call) : first
  for (const node of nodesOf(world, id, call)) {
    const endpoint = endpointOf(world, `${call.method} ${[node, ...edge].join('/')}`)
    if (endpoint) return endpoint(world, call, id)
  }
  throw unknownPath(world, call, id)
}

const versions = { oldest: 21, newest: 26 } as const

/** Without a version the newest is meant. */
function judgeVersion(version: string): void {
  const major = Number(version.slice(1).split('.')[0] || versions.newest)
  if (major > versions.newest)
    throw new GraphError({ code: 2500, message: `Unknown path components: /${version}` })
  if (major < versions.oldest)
    throw new GraphError({ code: 2635, message: `(#2635) ${version} of the API is gone` })
}

/** What kinds of node the id may be; only an open world knows more than one. */
function nodesOf(world: World, id: string, call: GraphCall): string[] {
  return [
    appNode(world, id, call),
    ...world.parts.map((part) => part.nodeOf(world, id, call)),
  ].filter((node) => node !== undefined)
}

function endpointOf(world: World, key: string): Endpoint | undefined {
  return [appEndpoints, ...world.parts.map((part) => part.endpoints)]
    .map((endpoints) => endpoints[key])
    .find((endpoint) => endpoint !== undefined)
}

function unknownPath(world: World, { path, method }: GraphCall, id: string): GraphError {
  if (path.length < 2 && !world.isOpen) return missingObject(id)
  return new GraphError({
    code: 2500,
    message: `Unknown path components: /${path.slice(1).join('/')}`,
    ...(method === 'POST' && {
      code: 100,
      subcode: 33,
      type: 'GraphMethodException',
      message: `Unsupported post request. Object with ID '${path[0]}' does not exist, or does not support this operation`,
    }),
  })
}

export function success(value: unknown): PlatformResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=UTF-8', 'x-fb-rev': '1000000000' },
    body: wireText(value),
  }
}

export function refusal(world: World, thrown: unknown): PlatformResponse {
  if (thrown instanceof GraphError) {
    world.state.sequence += 1
    return errorAnswer(thrown, `${world.state.seed}:${world.state.sequence}`)
  }
  if (thrown instanceof EdgeError)
    return {
      status: thrown.status,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>',
    }
  throw thrown
}
