import { RouterProvider } from 'react-aria-components'
import type { LocalUser } from '../../protocol.ts'
import { buildAddress, readPersonName } from '../lib/route.ts'
import { useSession } from '../lib/session.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'

interface Props {
  readonly people: readonly LocalUser[]
  readonly onSwitch: (name: string) => void
}

/** Who one is, and who one could be. Each person is a link, so that another tab can be another person. */
export function PersonSwitch({ people, onSwitch }: Props) {
  const { me, platform, texts } = useSession()
  return (
    <RouterProvider navigate={(address) => onSwitch(readPersonName(address) ?? me.name)}>
      <Menu
        label={`${texts.people} ${me.real_name}. ${texts.switchPerson}`}
        buttonClass="person-switch"
        button={
          <>
            <Avatar id={me.id} name={me.real_name} size={36} />
            <span className="person-words" data-testid="me">
              <span className="person-name">{me.real_name}</span>
              <span className="person-title">{me.title}</span>
            </span>
            <Icon name="switch" />
          </>
        }
        note={texts.switchHint}
        checked={me.id}
        items={people.map((each) => ({
          key: each.id,
          label: each.id === me.id ? `${each.real_name} (${texts.you})` : each.real_name,
          detail: each.title,
          picture: <Avatar id={each.id} name={each.real_name} />,
          href: buildAddress(each.name, platform),
        }))}
      />
    </RouterProvider>
  )
}
