import type { LocalChannel, MembersRequest } from '../../protocol.ts'
import { post } from '../lib/api.ts'
import { formatChannelTitle, useSession } from '../lib/session.ts'

/** In the place of the message box, for whoever reads along in a public channel. */
export function JoinBar({ channel }: { readonly channel: LocalChannel }) {
  const session = useSession()
  const { me, notify, texts } = session
  const title = formatChannelTitle(session, channel)

  async function join(): Promise<void> {
    const request: MembersRequest = { user: me.id, channel: channel.id, action: 'join' }
    const answer = await post('members', request)
    if (!answer.ok) notify(answer.message)
  }

  return (
    <div className="join-bar">
      <span>{texts.readsAlong(title)}</span>
      <button type="button" className="button button-primary-full" onClick={join}>
        {texts.join(title)}
      </button>
    </div>
  )
}
