import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import { useId, useState } from 'react'
import type { Card, CardSurface } from '../lib/card-surface.ts'
import { useSession } from '../lib/session.ts'
import { Icon } from '../parts/icon.tsx'
import { CardText } from './card-text.tsx'
import { CardWidget, getWidgetKey } from './widget.tsx'

type Section = chat_v1.Schema$GoogleAppsCardV1Section

/** Header and sections of a card. In a dialog the header stands in the dialog's own. */
export function CardView({
  card,
  surface,
  withHeader,
}: {
  readonly card: Card
  readonly surface: CardSurface
  readonly withHeader: boolean
}) {
  const { header } = card
  return (
    <>
      {withHeader && header && (
        <header className="card-header">
          <h3 className="card-title">{header.title}</h3>
          {header.subtitle && <p className="card-subtitle">{header.subtitle}</p>}
        </header>
      )}
      {(card.sections ?? []).map((section, index) => (
        <SectionView
          // biome-ignore lint/suspicious/noArrayIndexKey: the app's own list, the place is the identity
          key={index}
          section={section}
          at={`/sections/${index}`}
          surface={surface}
          divided={card.sectionDividerStyle !== 'NO_DIVIDER'}
        />
      ))}
    </>
  )
}

function SectionView({
  section,
  at,
  surface,
  divided,
}: {
  readonly section: Section
  readonly at: string
  readonly surface: CardSurface
  readonly divided: boolean
}) {
  const { texts } = useSession()
  const [open, setOpen] = useState(false)
  const id = useId()
  const widgets = section.widgets ?? []
  const shown = section.collapsible && !open ? (section.uncollapsibleWidgetsCount ?? 0) : widgets.length
  return (
    <section className={`card-section ${divided ? '' : 'card-undivided'}`}>
      {section.header && (
        <h4 className="card-section-header">
          <CardText html={section.header} />
        </h4>
      )}
      <div id={id} className="card-widgets">
        {widgets.slice(0, shown).map((widget, index) => (
          <CardWidget
            key={getWidgetKey(widget, index)}
            widget={widget}
            at={`${at}/widgets/${index}`}
            surface={surface}
          />
        ))}
      </div>
      {section.collapsible && (
        <button
          type="button"
          className={`card-fold ${open ? 'card-fold-open' : ''}`}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          {open ? texts.showLess : texts.showMore} <Icon name="chevron" size={16} />
        </button>
      )}
    </section>
  )
}
