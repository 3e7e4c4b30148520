/**
 * How every command ends (docs/exit-codes.md), mostly by sysexits.h. A supervisor starts again after 69 and 70; after 64, 65, 66 and 78
 * somebody has to do something first. 1 is ours: it was looked at, or tried, and something is not as asked.
 */
export const exitCodes = {
  /** What was named is not there, or may not be seen. */
  notFound: 1,
  /** `doctor` found something to fix. */
  problems: 1,
  /** Nothing was written: not agreed to, or it did not fit. */
  notDone: 1,
  /** The end took too long, and something was cut off. */
  cutOff: 1,
  /** EX_USAGE: the command line cannot be read. */
  usage: 64,
  /** EX_DATAERR: a file that was handed over has bad lines, or the data are damaged. */
  badData: 65,
  /** EX_NOINPUT: a file that was handed over is not there. */
  noInput: 66,
  /** EX_UNAVAILABLE: a server that may be back later. */
  unavailable: 69,
  /** EX_SOFTWARE: a fault that nobody caught. */
  software: 70,
  /** EX_CONFIG: the operator has to correct something first. */
  config: 78,
} as const
