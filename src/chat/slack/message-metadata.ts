/** Which case and entry a message shows, in its metadata: so a post in doubt can be found again. The card is entry 0. */
export const metadataType = 'casethread_entry'

/** A direct message that must come once bears the id that all tries of it share. */
export const noticeType = 'casethread_notice'
