import type { ContextBlockElement, KnownBlock, SectionBlock } from '@slack/types'
import { Element } from '../elements/element.tsx'
import { getBlockId, toBlocks } from '../lib/block-kit.ts'
import { useSession } from '../lib/session.ts'
import { useSurface } from '../lib/surface.ts'
import { InputRow } from './input-row.tsx'
import { RichText } from './rich-text.tsx'
import { FormattedText, MrkdwnLine, toDisplayText } from './text.tsx'

/** The blocks of a message, a modal or the Home tab. */
export function Blocks({ blocks }: { readonly blocks: readonly unknown[] }) {
  const { failure } = useSurface()
  return (
    <div className="blocks">
      {toBlocks(blocks).map((block, index) => (
        <BlockView key={getBlockId(block, index)} block={block} id={getBlockId(block, index)} />
      ))}
      {failure && (
        <p className="failure" role="alert">
          {failure}
        </p>
      )}
    </div>
  )
}

function BlockView({ block, id }: { readonly block: KnownBlock; readonly id: string }) {
  const { texts } = useSession()
  switch (block.type) {
    case 'section':
      return <Section block={block} id={id} />
    case 'header':
      return <h3 className="block-header">{toDisplayText(block.text.text)}</h3>
    case 'divider':
      return <hr className="block-divider" />
    case 'context':
      return (
        <div className="block-context">
          {block.elements.map((element, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the bot's own list, the place is the identity
            <ContextElement key={index} element={element} />
          ))}
        </div>
      )
    case 'actions':
      return (
        <div className="block-actions">
          {block.elements.map((element, index) => (
            <Element key={'action_id' in element ? element.action_id : index} block={id} element={element} />
          ))}
        </div>
      )
    case 'input':
      return <InputRow block={block} id={id} />
    case 'rich_text':
      return <RichText block={block} />
    case 'image':
      return (
        <figure className="block-image">
          {block.title && <figcaption>{toDisplayText(block.title.text)}</figcaption>}
          <img src={'image_url' in block ? block.image_url : undefined} alt={block.alt_text} />
        </figure>
      )
    case 'markdown':
      return <p className="paragraph">{block.text}</p>
    default:
      return <p className="block-unknown">{texts.notShown(block.type)}</p>
  }
}

function Section({ block, id }: { readonly block: SectionBlock; readonly id: string }) {
  const { accessory } = block
  return (
    <div className="block-section">
      <div className="block-section-text">
        {block.text && <FormattedText text={block.text} />}
        {block.fields && (
          <div className="block-fields">
            {block.fields.map((field, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the bot's own list, the place is the identity
              <div key={index} className="block-field">
                <FormattedText text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory?.type === 'image' && (
        <img
          className="block-accessory-image"
          src={'image_url' in accessory ? accessory.image_url : undefined}
          alt={accessory.alt_text}
        />
      )}
      {accessory && accessory.type !== 'image' && (
        <div className="block-accessory">
          <Element block={id} element={accessory} />
        </div>
      )}
    </div>
  )
}

function ContextElement({ element }: { readonly element: ContextBlockElement }) {
  if (element.type === 'image') {
    return (
      <img
        className="block-context-image"
        src={'image_url' in element ? element.image_url : undefined}
        alt={element.alt_text}
      />
    )
  }
  return (
    <span className="block-context-text">
      {element.type === 'plain_text' ? toDisplayText(element.text) : <MrkdwnLine text={element.text} />}
    </span>
  )
}
