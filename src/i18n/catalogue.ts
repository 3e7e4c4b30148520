/** Every message, in both languages. Each subject has a file of its own in `messages/`, one for each language. */

import type { Mismatched } from './message-parameters.ts'
import { accounts as accountsEn } from './messages/accounts.en.ts'
import { accounts as accountsJa } from './messages/accounts.ja.ts'
import { cases as casesEn } from './messages/cases.en.ts'
import { cases as casesJa } from './messages/cases.ja.ts'
import { chat as chatEn } from './messages/chat.en.ts'
import { chat as chatJa } from './messages/chat.ja.ts'
import { conversations as conversationsEn } from './messages/conversations.en.ts'
import { conversations as conversationsJa } from './messages/conversations.ja.ts'
import { customerPart as customerPartEn } from './messages/customer-part.en.ts'
import { customerPart as customerPartJa } from './messages/customer-part.ja.ts'
import { deliveries as deliveriesEn } from './messages/deliveries.en.ts'
import { deliveries as deliveriesJa } from './messages/deliveries.ja.ts'
import { drafts as draftsEn } from './messages/drafts.en.ts'
import { drafts as draftsJa } from './messages/drafts.ja.ts'
import { files as filesEn } from './messages/files.en.ts'
import { files as filesJa } from './messages/files.ja.ts'
import { filters as filtersEn } from './messages/filters.en.ts'
import { filters as filtersJa } from './messages/filters.ja.ts'
import { forms as formsEn } from './messages/forms.en.ts'
import { forms as formsJa } from './messages/forms.ja.ts'
import { grants as grantsEn } from './messages/grants.en.ts'
import { grants as grantsJa } from './messages/grants.ja.ts'
import { history as historyEn } from './messages/history.en.ts'
import { history as historyJa } from './messages/history.ja.ts'
import { installing as installingEn } from './messages/installing.en.ts'
import { installing as installingJa } from './messages/installing.ja.ts'
import { lists as listsEn } from './messages/lists.en.ts'
import { lists as listsJa } from './messages/lists.ja.ts'
import { mail as mailEn } from './messages/mail.en.ts'
import { mail as mailJa } from './messages/mail.ja.ts'
import { movedCustomers as movedCustomersEn } from './messages/moved-customers.en.ts'
import { movedCustomers as movedCustomersJa } from './messages/moved-customers.ja.ts'
import { notices as noticesEn } from './messages/notices.en.ts'
import { notices as noticesJa } from './messages/notices.ja.ts'
import { operators as operatorsEn } from './messages/operators.en.ts'
import { operators as operatorsJa } from './messages/operators.ja.ts'
import { owners as ownersEn } from './messages/owners.en.ts'
import { owners as ownersJa } from './messages/owners.ja.ts'
import { pages as pagesEn } from './messages/pages.en.ts'
import { pages as pagesJa } from './messages/pages.ja.ts'
import { refusals as refusalsEn } from './messages/refusals.en.ts'
import { refusals as refusalsJa } from './messages/refusals.ja.ts'
import { reports as reportsEn } from './messages/reports.en.ts'
import { reports as reportsJa } from './messages/reports.ja.ts'
import { setup as setupEn } from './messages/setup.en.ts'
import { setup as setupJa } from './messages/setup.ja.ts'
import { summaries as summariesEn } from './messages/summaries.en.ts'
import { summaries as summariesJa } from './messages/summaries.ja.ts'
import { targets as targetsEn } from './messages/targets.en.ts'
import { targets as targetsJa } from './messages/targets.ja.ts'
import { threadTalk as threadTalkEn } from './messages/thread-talk.en.ts'
import { threadTalk as threadTalkJa } from './messages/thread-talk.ja.ts'
import { updates as updatesEn } from './messages/updates.en.ts'
import { updates as updatesJa } from './messages/updates.ja.ts'

export const en = {
  ...casesEn,
  ...formsEn,
  ...listsEn,
  ...filtersEn,
  ...grantsEn,
  ...accountsEn,
  ...conversationsEn,
  ...pagesEn,
  ...installingEn,
  ...filesEn,
  ...deliveriesEn,
  ...draftsEn,
  ...mailEn,
  ...noticesEn,
  ...historyEn,
  ...operatorsEn,
  ...ownersEn,
  ...targetsEn,
  ...refusalsEn,
  ...reportsEn,
  ...chatEn,
  ...updatesEn,
  ...customerPartEn,
  ...movedCustomersEn,
  ...setupEn,
  ...summariesEn,
  ...threadTalkEn,
} as const

export const ja = {
  ...casesJa,
  ...formsJa,
  ...listsJa,
  ...filtersJa,
  ...grantsJa,
  ...accountsJa,
  ...conversationsJa,
  ...pagesJa,
  ...installingJa,
  ...filesJa,
  ...deliveriesJa,
  ...draftsJa,
  ...mailJa,
  ...noticesJa,
  ...historyJa,
  ...operatorsJa,
  ...ownersJa,
  ...targetsJa,
  ...refusalsJa,
  ...reportsJa,
  ...chatJa,
  ...updatesJa,
  ...customerPartJa,
  ...movedCustomersJa,
  ...setupJa,
  ...summariesJa,
  ...threadTalkJa,
} as const

/** A type error here names the keys whose Japanese has other parameters than their English. */
true satisfies [Mismatched<typeof en, typeof ja>] extends [never] ? true : Mismatched<typeof en, typeof ja>
