import { describe, expect, it } from 'vitest'
import {
  denyCount,
  denyFile,
  denySize,
  distinctNames,
  fileLimit,
  fileName,
} from '../../src/cases/attachments.ts'

const binary = (type: string) => ({ type, text: null })
const codeOf = (name: string, type: string, text: string | null = null) =>
  denyFile({ name, size: 10 }, { type, text }, 'files')?.code

describe('UPD-1: which files are taken', () => {
  it.each([
    ['screen.png', 'image/png'],
    ['SCREEN.PNG', 'image/png'],
    ['report.pdf', 'application/pdf'],
    ['old.xls', 'application/x-cfb'],
    ['logs.zip', 'application/zip'],
  ])('%s that is %s', (name, type) => {
    expect(codeOf(name, type)).toBeUndefined()
  })

  it.each(['note.txt', 'trace.log', 'users.csv', 'mail.eml', 'no-ending', 'settings.conf'])(
    'text in %s',
    (name) => {
      expect(codeOf(name, 'text/plain', 'words')).toBeUndefined()
    },
  )
})

describe('UPD-1: which files are refused, each with its name and the form’s field', () => {
  it.each([
    ['a program under a picture’s name', 'holiday.png', 'application/x-msdownload', 'file-is-program'],
    ['an installer in Microsoft’s container', 'setup.msi', 'application/x-cfb', 'file-is-program'],
    [
      'a document with macros',
      'list.xlsm',
      'application/vnd.ms-excel.sheet.macroenabled.12',
      'file-is-program',
    ],
    ['a picture under a text’s name', 'note.txt', 'image/png', 'file-mislabelled'],
    ['a picture under another kind’s name', 'a.pdf', 'image/png', 'file-mislabelled'],
    ['a picture without an ending', 'picture', 'image/png', 'file-mislabelled'],
    ['what nobody knows', 'thing.bin2', 'application/octet-stream', 'file-type-refused'],
  ])('%s', (_what, name, type, code) => {
    expect(denyFile({ name, size: 10 }, binary(type), 'files')).toEqual({
      code,
      rule: 'UPD-1',
      field: 'files',
      values: { file: name, type },
    })
  })

  it.each([
    ['a script by its ending', 'mend.ps1', 'text/plain', 'file-is-program'],
    ['a page', 'page.txt', 'text/html', 'file-is-program'],
    ['text under a picture’s name', 'note.png', 'text/plain', 'file-mislabelled'],
  ])('%s', (_what, name, type, code) => {
    expect(codeOf(name, type, 'words')).toBe(code)
  })

  it('one that is empty, one byte too large, one too many', () => {
    expect(denySize({ name: 'a', size: 0 }, 'files')?.code).toBe('file-empty')
    expect(denySize({ name: 'a', size: fileLimit }, 'files')).toBeUndefined()
    expect(denySize({ name: 'a', size: fileLimit + 1 }, 'files')?.code).toBe('file-too-large')
    expect(denyCount(10, 'files')).toBeUndefined()
    expect(denyCount(11, 'files')?.code).toBe('file-too-many')
  })
})

describe('the names of files', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\log.txt', 'log.txt'],
    ['gnp\u202Eexe.png', 'gnpexe.png'],
    ['setup.exe. ', 'setup.exe'],
    ['\u0000\u200b', 'file'],
    ['見積 もり.xlsx', '見積 もり.xlsx'],
    [`${'長'.repeat(300)}.log`, `${'長'.repeat(116)}.log`],
  ])('%j becomes %j', (given, name) => {
    expect(fileName(given)).toBe(name)
  })

  it('are told apart within one send', () => {
    expect(distinctNames(['log.txt', 'LOG.txt', 'log.txt', 'x', 'x', 'log (2).txt'])).toEqual([
      'log.txt',
      'LOG (2).txt',
      'log (3).txt',
      'x',
      'x (2)',
      'log (2) (2).txt',
    ])
  })
})
