import { eachStore } from '../support/stores.ts'
import { setupContract } from './contract-setup.ts'

eachStore((_, open) => setupContract(open))
