import { eachStore } from '../support/stores.ts'
import { tracesContract } from './contract-traces.ts'

eachStore((_, open) => tracesContract(open))
