import { defineConfig } from 'rolldown'
import { bundle } from '../rolldown.config.ts'

export default defineConfig(
  bundle('bench', {
    start: 'bench/start.ts',
    ack: 'bench/ack.ts',
    store: 'bench/store.ts',
    'support/casethread': 'bench/support/casethread.ts',
    'support/bare-bolt': 'bench/support/bare-bolt.ts',
  }),
)
