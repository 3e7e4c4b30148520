import { onSqlite } from '../support/stores.ts'
import { storeContract } from './contract.ts'

onSqlite((_, open) => storeContract(open))
