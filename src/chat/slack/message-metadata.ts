/** Which case and entry a message shows, in its metadata: so a post in doubt can be found again. The card is entry 0. */
export const metadataType = 'casethread_entry'
/** Which message of a conversation tells how its queues stand. */
export const summaryType = 'casethread_summary'
/** Which personal notice a message is (PLC-7), by its id. */
export const noticeType = 'casethread_notice'
/** A card in whose place stands that its case was removed. */
export const removedType = 'casethread_removed'
