import { Blocks } from '../blocks/blocks.tsx'
import { ChatText, Mrkdwn } from '../blocks/text.tsx'
import { MessageCard } from '../cards/message-card.tsx'
import { toBlocks } from '../lib/block-kit.ts'
import { formatFullTime, formatTime } from '../lib/date-format.ts'
import type { ShownMessage } from '../lib/page-state.ts'
import { getPersonName, useSession } from '../lib/session.ts'
import { SurfaceProvider, useBlockSurface } from '../lib/surface.ts'
import { Avatar } from './avatar.tsx'
import { FileChip } from './file-chip.tsx'
import { Icon } from './icon.tsx'
import { type MessageHandlers, MessageTools } from './message-tools.tsx'

interface Props extends MessageHandlers {
  readonly message: ShownMessage
  /** Follows one of the same person closely: no picture, no name. */
  readonly close: boolean
  readonly fresh: boolean
  /** The one message of the list that Tab reaches; arrow keys go to the others. */
  readonly inTabOrder: boolean
}

export function Message({ message, close, fresh, inTabOrder, ...handlers }: Props) {
  const session = useSession()
  const { texts, timeFormat, bot } = session
  const isBot = message.user === bot.user_id
  const name = getPersonName(session, message.user)
  const time = (
    <time
      className="message-time"
      dateTime={new Date(Number(message.ts) * 1000).toISOString()}
      title={formatFullTime(message.ts, timeFormat)}
    >
      {formatTime(message.ts, timeFormat)}
    </time>
  )
  return (
    <article
      className={`message ${close ? 'message-close' : ''} ${message.ephemeral ? 'message-ephemeral' : ''}`}
      aria-label={`${name}, ${formatTime(message.ts, timeFormat)}`}
      tabIndex={inTabOrder ? 0 : -1}
      data-testid="message"
      data-ts={message.ts}
    >
      {message.ephemeral && (
        <p className="message-note">
          <Icon name="eye" size={14} /> {texts.onlyYou}
        </p>
      )}
      <div className="message-side">
        {close ? time : <Avatar id={message.user} name={name} bot={isBot} />}
      </div>
      <div className="message-main">
        {!close && (
          <p className="message-head">
            <span className="message-name">{name}</span>
            {isBot && <span className="badge">{texts.app}</span>}
            {time}
          </p>
        )}
        <Body message={message} />
        {message.files && message.files.length > 0 && (
          <ul className="file-chips">
            {message.files.map((file) => (
              <li key={file.id}>
                <FileChip file={file} />
              </li>
            ))}
          </ul>
        )}
        {handlers.onThread && (message.reply_count ?? 0) > 0 && (
          <button
            type="button"
            className={`replies ${fresh ? 'replies-fresh' : ''}`}
            onClick={() => handlers.onThread?.(message.ts)}
          >
            <Icon name="reply" size={16} />
            {texts.replies(message.reply_count ?? 0)}
            {fresh && <span className="replies-new">{texts.newReplies}</span>}
          </button>
        )}
        {message.ephemeral && (
          <button type="button" className="link-button" onClick={() => handlers.onDismiss(message.ts)}>
            {texts.dismissMessage}
          </button>
        )}
      </div>
      {!message.ephemeral && <MessageTools message={message} {...handlers} />}
    </article>
  )
}

function Body({ message }: { readonly message: ShownMessage }) {
  const { platform } = useSession()
  return platform === 'slack' ? <SlackBody message={message} /> : <ChatBody message={message} />
}

/** Text, then cards. */
function ChatBody({ message }: { readonly message: ShownMessage }) {
  const { texts } = useSession()
  return (
    <div className="message-body">
      {message.text && <ChatText text={message.text} />}
      {message.edited && message.text && <span className="message-edited">{texts.edited}</span>}
      {(message.cards ?? []).map(({ cardId, card }, index) => (
        <MessageCard
          key={cardId ?? index}
          card={card ?? {}}
          surface={{ type: 'message', channel: message.channel, ts: message.ts }}
          root={`/${index}/card`}
        />
      ))}
    </div>
  )
}

function SlackBody({ message }: { readonly message: ShownMessage }) {
  const { texts } = useSession()
  const surface = useBlockSurface({
    kind: 'message',
    container: { type: 'message', channel: message.channel, ts: message.ts },
    blocks: toBlocks(message.blocks),
  })
  return (
    <div className="message-body">
      <SurfaceProvider value={surface}>
        {message.blocks && message.blocks.length > 0 ? (
          <Blocks blocks={message.blocks} />
        ) : (
          <Mrkdwn text={message.text} />
        )}
      </SurfaceProvider>
      {message.edited && <span className="message-edited">{texts.edited}</span>}
    </div>
  )
}
