import { defineConfig } from 'rolldown'
import { bundle } from '../rolldown.config.ts'

/** The playground's servers; its page is Vite's. */
export default defineConfig(
  bundle('playground', { start: 'playground/start.ts', demo: 'playground/demo.ts' }),
)
