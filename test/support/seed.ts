/** Vitest's setup file: every property of this run draws from the run's one seed; fast-check names it where one fails. */
import fc from 'fast-check'
import { inject } from 'vitest'

fc.configureGlobal({ seed: inject('seed') })
