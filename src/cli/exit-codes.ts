/**
 * sysexits.h: EX_CONFIG, something that the operator must mend first; EX_UNAVAILABLE, a server that may be back later;
 * EX_SOFTWARE, a fault that nobody caught: start again. Ours: the end took too long, and something was cut off;
 * what was asked for is not there; `doctor` found something to fix.
 */
export const exitCodes = {
  config: 78,
  unavailable: 69,
  software: 70,
  cutOff: 1,
  notFound: 1,
  problems: 1,
} as const
