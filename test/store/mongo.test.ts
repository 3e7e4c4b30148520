import { onMongo } from '../support/stores.ts'
import { storeContract } from './contract.ts'

onMongo((_, open) => storeContract(open))
