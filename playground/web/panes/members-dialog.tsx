import { useId, useState } from 'react'
import type { LocalChannel, LocalUser, MembersRequest } from '../../protocol.ts'
import { post } from '../lib/api.ts'
import { formatChannelTitle, useSession } from '../lib/session.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'

interface Props {
  readonly channel: LocalChannel
  readonly onClose: () => void
}

/** Who is in a channel; whoever is in it takes people out and brings others in, the app too. */
export function MembersDialog({ channel, onClose }: Props) {
  const session = useSession()
  const { me, people, texts } = session
  const title = useId()
  const [query, setQuery] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const isIn = ({ id }: LocalUser) => channel.members.includes(id)
  const mayChange = isIn(me) && me.standing === undefined
  const others = people.filter((each) => !isIn(each) && matches(each, query))

  async function change(action: MembersRequest['action'], whom: LocalUser): Promise<void> {
    const request: MembersRequest = { user: me.id, channel: channel.id, action, whom: whom.id }
    const answer = await post('members', request)
    setFailure(answer.ok ? null : answer.message)
    if (answer.ok && action === 'leave') onClose()
  }

  return (
    <Dialog className="dialog-small" labelledBy={title} onClose={onClose}>
      <header className="dialog-head">
        <h2 id={title} className="dialog-title">
          {texts.membersOf(formatChannelTitle(session, channel))}
        </h2>
        <button
          type="button"
          className="icon-button"
          aria-label={texts.close}
          data-autofocus
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <div className="dialog-body">
        <p className="members-note">{channel.is_private ? texts.privateNote : texts.publicNote}</p>
        {failure && (
          <p className="members-failure" role="alert">
            {failure}
          </p>
        )}
        <ul className="members" aria-label={texts.members}>
          {people.filter(isIn).map((each) => (
            <Person key={each.id} person={each}>
              {each.id === me.id ? (
                <button type="button" className="button" onClick={() => change('leave', each)}>
                  {texts.leave}
                </button>
              ) : (
                mayChange && (
                  <button
                    type="button"
                    className="button"
                    aria-label={texts.removeMember(each.real_name)}
                    onClick={() => change('remove', each)}
                  >
                    {texts.takeOut}
                  </button>
                )
              )}
            </Person>
          ))}
        </ul>
        {mayChange && (
          <>
            <h3 className="members-head">{texts.addMembers}</h3>
            <input
              type="search"
              className="members-search"
              aria-label={texts.searchPeople}
              placeholder={texts.searchPeople}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
            <ul className="members" aria-label={texts.addMembers}>
              {others.map((each) => (
                <Person key={each.id} person={each}>
                  <button
                    type="button"
                    className="button"
                    aria-label={texts.addMember(each.real_name)}
                    onClick={() => change('add', each)}
                  >
                    {texts.add}
                  </button>
                </Person>
              ))}
            </ul>
          </>
        )}
      </div>
    </Dialog>
  )
}

function Person({ person, children }: { readonly person: LocalUser; readonly children: React.ReactNode }) {
  const { texts } = useSession()
  const sign =
    person.team?.name ?? (person.is_bot ? texts.app : person.standing === 'guest' ? texts.guest : undefined)
  return (
    <li className="member">
      <Avatar id={person.id} name={person.real_name} bot={person.is_bot} />
      <span className="member-words">
        <span className="member-name">
          {person.real_name} {sign && <span className="badge">{sign}</span>}
        </span>
        <span className="member-title">{person.title}</span>
      </span>
      {children}
    </li>
  )
}

function matches({ real_name, name, email }: LocalUser, query: string): boolean {
  return [real_name, name, email].join(' ').toLocaleLowerCase().includes(query.trim().toLocaleLowerCase())
}
