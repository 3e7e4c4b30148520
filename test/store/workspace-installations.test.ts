import { eachStore } from '../support/stores.ts'
import { installationsContract } from './contract-installations.ts'

eachStore((_, open) => installationsContract(open))
