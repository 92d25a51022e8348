/** What people write on the Page itself, for everybody to see. */
import { getPerson } from '@parley/adapter-meta/simulator'
import type { Scene } from '@parley/adapter-meta/simulator'

/** A comment under a post, or a post of their own. It may be answered in private once. */
export function writesPublicly(scene: Scene, item: 'comment' | 'status'): string {
  const { world, account, thread, act, at } = scene
  const person = getPerson(world, thread.person)
  const id = act.id ?? (item === 'comment' ? `122100000000001_${at}` : `${account.id}_${at}`)
  world.state.comments.push({ id, account: account.id, person: person.id, at, isAnswered: false })
  const post = `${account.id}_122100000000001`
  world.emit({
    object: 'page',
    entry: account.id,
    field: 'feed',
    list: 'changes',
    item: {
      field: 'feed',
      value: {
        item,
        verb: 'add',
        ...(item === 'comment'
          ? { comment_id: id, post_id: post, parent_id: act.replyTo ?? post }
          : { post_id: id }),
        from: { id: thread.identity, name: person.name },
        created_time: Math.floor(at / 1000),
        message: act.text ?? '',
      },
    },
    time: Math.floor(world.now() / 1000),
  })
  return id
}
