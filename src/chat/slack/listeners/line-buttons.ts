/** What the buttons ask for that a line in a two-way thread is answered with. */
export const linePrefix = 'line_'
export const editLine = 'line_edit'
export const confirmLine = 'line_confirm'
export const sendLine = 'line_again'
