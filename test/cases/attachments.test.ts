import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkFiles,
  denyCount,
  denyFile,
  denySize,
  distinctNames,
  fileLimit,
  fileName,
} from '../../src/cases/attachments.ts'

const binary = (type: string) => ({ type, isText: false })
const codeOf = (name: string, type: string, text: string | null = null) =>
  denyFile({ name, size: 10 }, { type, isText: text !== null }, 'files')?.code

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

  // By hand: each type that is no text, with the endings under which people know its files.
  const endings = {
    'image/png': 'png',
    'image/apng': 'png apng',
    'image/jpeg': 'jpg jpeg jfif',
    'image/gif': 'gif',
    'image/webp': 'webp',
    'image/heic': 'heic heif',
    'image/heif': 'heic heif',
    'image/avif': 'avif',
    'image/bmp': 'bmp',
    'image/tiff': 'tif tiff',
    'video/mp4': 'mp4 m4v',
    'video/quicktime': 'mov',
    'video/webm': 'webm',
    'application/pdf': 'pdf',
    'application/rtf': 'rtf',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
    'application/vnd.oasis.opendocument.text': 'odt',
    'application/vnd.oasis.opendocument.spreadsheet': 'ods',
    'application/vnd.oasis.opendocument.presentation': 'odp',
    'application/x-cfb': 'doc xls ppt msg',
    'application/zip': 'zip',
    'application/gzip': 'gz tgz',
    'application/x-7z-compressed': '7z',
    'application/x-tar': 'tar',
    'application/vnd.tcpdump.pcap': 'pcap cap',
    'application/x-pcapng': 'pcapng ntar cap',
  }

  it('a picture, film, document or archive under each ending of its own kind, and text under none of them', () => {
    for (const [type, list] of Object.entries(endings))
      for (const ending of list.split(' ')) {
        expect(codeOf(`a.${ending}`, type), `${type} as .${ending}`).toBeUndefined()
        expect(codeOf(`a.${ending}`, 'text/plain', 'words'), ending).toBe('file-mislabelled')
      }
  })

  it('what is empty or without an ending is under none of them either', () => {
    for (const type of Object.keys(endings)) expect(codeOf('a', type), type).toBe('file-mislabelled')
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
    const about = { rule: 'UPD-1', field: 'files', values: { file: 'a', most: 10 } }

    expect(denySize({ name: 'a', size: 0 }, 'files')).toEqual({ code: 'file-empty', ...about })
    expect(denySize({ name: 'a', size: fileLimit }, 'files')).toBeUndefined()
    expect(denySize({ name: 'a', size: fileLimit + 1 }, 'files')).toEqual({
      code: 'file-too-large',
      ...about,
    })
    expect(denyFile({ name: 'a.png', size: 0 }, binary('image/png'), 'files')?.code).toBe('file-empty')
    expect(denyCount(10, 'files')).toBeUndefined()
    expect(denyCount(11, 'files')).toEqual({
      code: 'file-too-many',
      rule: 'UPD-1',
      field: 'files',
      values: { most: 10 },
    })
  })

  // By hand: what Windows, macOS, Linux and browsers run, or run scripts from.
  const programs =
    'exe com scr pif cpl dll sys msi msp msix appx bat cmd ps1 psm1 vbs vbe js jse mjs cjs wsf wsh hta jar class sh ' +
    'bash zsh csh fish command py pyw pl rb php lnk url reg inf scf desktop app apk ipa dmg pkg deb rpm run bin iso img ' +
    'vhd docm dotm xlsm xltm xlam pptm potm ppam html htm xhtml mht mhtml svg svgz swf wasm chm gadget application'

  it('a program under each of its endings, whatever it says it is and however it is written', () => {
    for (const ending of programs.split(' ')) {
      expect(codeOf(`a.${ending}`, 'text/plain', 'words'), ending).toBe('file-is-program')
      expect(codeOf(`a.b.${ending.toUpperCase()}`, 'application/zip'), ending).toBe('file-is-program')
    }
  })

  it.each([
    'application/x-msdownload',
    'application/vnd.microsoft.portable-executable',
    'application/x-elf',
    'application/x-mach-binary',
    'application/x-sharedlib',
    'application/java-vm',
    'application/java-archive',
    'application/vnd.android.package-archive',
    'application/x-apple-diskimage',
    'application/x-deb',
    'application/x-rpm',
    'application/x-google-chrome-extension',
    'application/x-xpinstall',
    'application/x-ms-shortcut',
    'application/x.ms.shortcut',
    'application/x-shockwave-flash',
    'application/wasm',
    'application/vnd.ms-word.document.macroenabled.12',
    'application/vnd.ms-excel.sheet.macroenabled.12',
    'application/vnd.ms-powerpoint.presentation.macroenabled.12',
    'text/x-script',
    'text/html',
    'image/svg+xml',
  ])('a program by its content, %s, under a harmless name', (type) => {
    expect(codeOf('holiday.png', type)).toBe('file-is-program')
    expect(codeOf('note.txt', type, 'words')).toBe('file-is-program')
  })

  it('only the last ending counts: a picture of a program is a picture', () => {
    expect(codeOf('setup.exe.png', 'image/png')).toBeUndefined()
    expect(codeOf('picture.png.', 'image/png')).toBe('file-mislabelled')
  })

  it('all at once, so that nobody mends one file after the other', () => {
    const file = (name: string, type: string) => ({ name, size: 10, recognised: binary(type) })
    const checked = checkFiles(
      [file('a.exe', 'application/zip'), file('b.png', 'image/png'), file('c.gif', 'image/png')],
      'files',
    )

    expect(checked.ok ? [] : checked.refusals.map(({ code }) => code)).toEqual([
      'file-is-program',
      'file-mislabelled',
    ])
    expect(checkFiles([file('b.png', 'image/png')], 'files')).toEqual({ ok: true, value: undefined })
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

  it.each([
    ['a<b>c:d"e|f?g*h.txt', 'a_b_c_d_e_f_g_h.txt'],
    ['two \t\u3000 spaces.txt', 'two spaces.txt'],
    ['line\u2028separator\u2029.txt', 'lineseparator.txt'],
    ['folder/\nname.txt', 'name.txt'],
    ['...hidden.txt...', 'hidden.txt'],
    ['...', 'file'],
    ['', 'file'],
    ['\ud800lone.txt', '\ufffdlone.txt'],
    ['e\u0301.txt', '\u00e9.txt'],
    ['a'.repeat(120), 'a'.repeat(120)],
    ['a'.repeat(121), 'a'.repeat(120)],
    [`${'🙂'.repeat(119)}.log`, `${'🙂'.repeat(116)}.log`],
    // More than ten letters after the dot are no ending that would have to be kept.
    [`${'a'.repeat(119)}.${'b'.repeat(11)}`, `${'a'.repeat(119)}.`],
    [`${'a'.repeat(119)}.${'b'.repeat(10)}`, `${'a'.repeat(109)}.${'b'.repeat(10)}`],
  ])('%j is shown as %j', (given, name) => {
    expect(fileName(given)).toBe(name)
  })

  const letter = fc.constantFrom(
    ...[
      'a',
      '.',
      ' ',
      '/',
      '\\',
      ':',
      '"',
      '\n',
      '\0',
      '\u200b',
      '\u202e',
      '\u2028',
      '\ud800',
      '🙂',
      '長',
      'e\u0301',
    ],
  )

  it('are safe whatever somebody sends: never empty, at most 120 letters, nothing invisible, no folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: letter, maxLength: 150 }), (given) => {
        const name = fileName(given)

        expect([...name].length).toBeGreaterThan(0)
        expect([...name].length).toBeLessThanOrEqual(120)
        expect(name).not.toMatch(/[/\\<>:"|?*\p{Cc}\p{Cf}\u2028\u2029]/u)
      }),
    )
  })

  it('of one send are never the same in any writing, and the first keeps its own', () => {
    const someName = fc.constantFrom('a.log', 'A.log', 'a (2).log', 'b', '.env', 'a.', 'x.tar.gz')
    fc.assert(
      fc.property(fc.array(someName, { maxLength: 10 }), (names) => {
        const distinct = distinctNames(names)

        expect(new Set(distinct.map((name) => name.toLowerCase())).size).toBe(names.length)
        expect(distinct[0]).toBe(names[0])
      }),
    )
    expect(distinctNames(['.env', '.env', 'x.tar.gz', 'x.tar.gz', 'a.', 'a.'])).toEqual([
      '.env',
      '.env (2)',
      'x.tar.gz',
      'x.tar (2).gz',
      'a.',
      'a. (2)',
    ])
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
