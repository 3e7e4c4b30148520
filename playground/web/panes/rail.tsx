import { useState } from 'react'
import type { Platform } from '../../protocol.ts'
import { buildAddress } from '../lib/route.ts'
import { useSession } from '../lib/session.ts'
import { chooseTheme, currentTheme } from '../lib/theme.ts'
import { Icon } from '../parts/icon.tsx'

const names = { slack: 'Slack', gchat: 'Google Chat' } as const
const signs = { slack: 'hash', gchat: 'reply' } as const

/** The strip at the edge: the workspace, the chats, light and dark. */
export function Rail({ onSwitch }: { readonly onSwitch: (platform: Platform) => void }) {
  const { me, platform, platforms, team, texts } = useSession()
  const [theme, setTheme] = useState(currentTheme)
  const other = theme === 'dark' ? 'light' : 'dark'
  const label = other === 'dark' ? texts.toDark : texts.toLight
  return (
    <div className="rail">
      <span className="rail-team" title={team.name} aria-hidden="true">
        {[...team.name][0] ?? 'W'}
      </span>
      {platforms.length > 1 && (
        <nav className="rail-chats" aria-label={texts.chats}>
          {platforms.map((each) => (
            <a
              key={each}
              className="rail-chat"
              href={buildAddress(me.name, each)}
              title={names[each]}
              aria-current={each === platform ? 'page' : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return
                event.preventDefault()
                if (each !== platform) onSwitch(each)
              }}
            >
              <Icon name={signs[each]} size={22} />
              <span className="rail-name">{names[each]}</span>
            </a>
          ))}
        </nav>
      )}
      <span className="rail-gap" />
      <button
        type="button"
        className="icon-button rail-button"
        aria-label={label}
        title={label}
        onClick={() => {
          chooseTheme(other)
          setTheme(other)
        }}
      >
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} size={20} />
      </button>
    </div>
  )
}
