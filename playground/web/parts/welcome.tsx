import type { LocalWelcome } from '../../protocol.ts'
import { useSession } from '../lib/session.ts'
import { Icon } from './icon.tsx'

interface Props {
  readonly welcome: LocalWelcome
  readonly onCommand: (text: string) => void
  readonly onHide: () => void
}

/** What a newcomer can try; a command goes into the message box, ready to be sent. */
export function Welcome({ welcome, onCommand, onHide }: Props) {
  const { texts } = useSession()
  return (
    <section className="welcome" aria-label={welcome.title}>
      <header className="welcome-head">
        <h3 className="welcome-title">{welcome.title}</h3>
        <button
          type="button"
          className="icon-button"
          aria-label={texts.hideWelcome}
          title={texts.hideWelcome}
          onClick={onHide}
        >
          <Icon name="close" size={16} />
        </button>
      </header>
      <ol className="welcome-steps">
        {welcome.steps.map(({ text, command }) => (
          <li key={text}>
            <span>
              {text}
              {command && (
                <button
                  type="button"
                  className="try"
                  aria-label={texts.putIntoComposer(command)}
                  onClick={() => onCommand(command)}
                >
                  {command}
                </button>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
