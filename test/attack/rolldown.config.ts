import { defineConfig } from 'rolldown'
import { bundle } from '../../rolldown.config.ts'

/** What `npm run attack` attacks: the product as it is built, with a tongue to tell how it fares. */
export default defineConfig(bundle('attack', { attacked: 'test/attack/attacked.ts' }))
