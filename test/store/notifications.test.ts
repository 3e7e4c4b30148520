import { eachStore } from '../support/stores.ts'
import { notificationsContract } from './contract-notifications.ts'

eachStore((_, open) => notificationsContract(open))
