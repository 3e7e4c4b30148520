import { useState } from 'react'
import { useSession } from '../lib/session.ts'
import { chooseTheme, currentTheme } from '../lib/theme.ts'
import { Icon } from '../parts/icon.tsx'

/** The strip at the edge: the workspace, light and dark. */
export function Rail() {
  const { team, words } = useSession()
  const [theme, setTheme] = useState(currentTheme)
  const other = theme === 'dark' ? 'light' : 'dark'
  const label = other === 'dark' ? words.toDark : words.toLight
  return (
    <div className="rail">
      <span className="rail-team" title={team.name} aria-hidden="true">
        {[...team.name][0] ?? 'W'}
      </span>
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
