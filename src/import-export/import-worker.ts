/** The thread of `createRowPreparer`. */
export { checkRows, prepareRows } from './prepare-rows.ts'
