#!/usr/bin/env node
/** The command line: `casethread start`, `casethread import`. */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { packageRoot } from '../package-root.ts'
import { type ImportFlags, runImport } from './import.ts'
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
program
  .command('import')
  .argument('<file>', 'JSON Lines (.jsonl), or CSV (.csv)')
  .description('take cases over from the former support center; running it twice changes nothing')
  .option('--skip-bad', 'leave bad lines out instead of writing nothing')
  .option('--dry-run', 'check everything, write nothing')
  .action((file: string, flags: ImportFlags) => runImport(file, flags, process.env))
await program.parseAsync()
