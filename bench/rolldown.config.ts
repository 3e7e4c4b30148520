import { defineConfig } from 'rolldown'
import { bundle } from '../rolldown.config.ts'

export default defineConfig(
  bundle('bench', {
    start: 'bench/measure-start.ts',
    ack: 'bench/measure-ack.ts',
    directory: 'bench/measure-directory.ts',
    store: 'bench/measure-store.ts',
    delivery: 'bench/measure-delivery.ts',
    'support/delivering': 'bench/support/delivering.ts',
    claims: 'bench/measure-claims.ts',
    import: 'bench/measure-import.ts',
    'support/casethread': 'bench/support/casethread.ts',
    'support/bare-bolt': 'bench/support/bare-bolt.ts',
  }),
)
