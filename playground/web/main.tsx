import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { applyTheme, rememberedTheme } from './lib/theme.ts'
import './styles/base.css'
import './styles/layout.css'
import './styles/messages.css'
import './styles/block-layout.css'
import './styles/fields.css'
import './styles/dialogs.css'
import './styles/message-box.css'
import './styles/cards.css'
import './styles/members.css'
import './styles/gchat.css'

applyTheme(rememberedTheme())

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
