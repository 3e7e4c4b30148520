import { eachStore } from '../support/stores.ts'
import { draftsContract } from './contract-drafts.ts'

eachStore((_, open) => draftsContract(open))
