#!/usr/bin/env node
/** The command line: `casethread start`. */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { packageRoot } from '../package-root.ts'
import { start } from './start.ts'

const { version } = JSON.parse(readFileSync(new URL('package.json', packageRoot()), 'utf8')) as {
  version: string
}

const program = new Command('casethread')
  .description("Customers' support cases from team chat")
  .version(version)
program
  .command('start')
  .description('serve the chat platforms that the environment configures')
  .action(() => start(process.env))
await program.parseAsync()
