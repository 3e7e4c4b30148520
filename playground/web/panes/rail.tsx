import { useState } from 'react'
import type { LocalUser } from '../../protocol.ts'
import { addressAs } from '../lib/place.ts'
import { useSession } from '../lib/session.ts'
import { chooseTheme, currentTheme } from '../lib/theme.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'

interface Props {
  readonly people: readonly LocalUser[]
  readonly onSwitch: (name: string) => void
}

/** The strip at the edge: the workspace, light and dark, and who one is. */
export function Rail({ people, onSwitch }: Props) {
  const { me, team, words } = useSession()
  const [theme, setTheme] = useState(currentTheme)
  const other = theme === 'dark' ? 'light' : 'dark'
  const themeLabel = other === 'dark' ? words.toDark : words.toLight
  return (
    <nav className="rail" aria-label={words.workspace}>
      <span className="rail-team" title={team.name}>
        <span aria-hidden="true">{[...team.name][0] ?? 'W'}</span>
        <span className="unseen">{team.name}</span>
      </span>
      <span className="rail-gap" />
      <button
        type="button"
        className="icon-button rail-button"
        aria-label={themeLabel}
        title={themeLabel}
        onClick={() => {
          chooseTheme(other)
          setTheme(other)
        }}
      >
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} size={20} />
      </button>
      <Menu
        label={`${words.switchPerson} (${words.people}: ${me.real_name})`}
        above
        buttonClass="rail-me"
        button={<Avatar id={me.id} name={me.real_name} />}
        note={words.switchHint}
        items={people.map((each) => ({
          key: each.id,
          label: each.id === me.id ? `${each.real_name} (${words.you})` : each.real_name,
          detail: each.title,
          picture: <Avatar id={each.id} name={each.real_name} />,
          href: addressAs(each.name),
          checked: each.id === me.id,
          onPick: () => onSwitch(each.name),
        }))}
      />
    </nav>
  )
}
