/** Which case and entry a message shows, in its metadata: so an uncertain post can be found again. The root is entry 0. */
export const metadataType = 'casethread_entry'
