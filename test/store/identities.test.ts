import { eachStore } from '../support/stores.ts'
import { identitiesContract } from './contract-identities.ts'

eachStore((_, open) => identitiesContract(open))
