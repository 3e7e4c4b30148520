// What production runs, made as an operator would and started (docs/decisions/0020-production-install.md): the package's tarball in an
// empty folder, a clone's `npm ci --omit=dev` beside its dist/, and without one. Prints what they weigh. All of it in a temporary folder,
// each step with a limit.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const temporary = mkdtempSync(join(tmpdir(), 'casethread-production-'))
const limitMs = 600_000
const maxMb = 60

try {
  await checkAll()
} finally {
  rmSync(temporary, { recursive: true, force: true })
}

async function checkAll() {
  npm(['run', 'build'], root)
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', temporary]
  const packed = JSON.parse(npm(pack, root))
  const [{ filename, size, unpackedSize, files }] = packed
  for (const { path } of files)
    if (/^(dist\/(playground|bench)|src|test)\//.test(path)) fail(`the tarball holds ${path}`)
  console.log(`tarball: ${mb(size)} MB, ${mb(unpackedSize)} MB unpacked, ${files.length} files`)

  const installed = join(temporary, 'installed')
  mkdirSync(installed)
  writeFileSync(join(installed, 'package.json'), '{ "private": true }\n')
  npm(['install', '--omit=dev', join(temporary, filename)], installed)
  await check('installed from the tarball', installed, join(installed, 'node_modules/casethread'))

  const clone = join(temporary, 'clone')
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const file of tracked.split('\0').filter(Boolean)) cpSync(join(root, file), join(clone, file))
  cpSync(join(root, 'dist/src'), join(clone, 'dist/src'), { recursive: true })
  const main = join(clone, 'dist/src/cli/cli.js')
  const { mtimeMs } = lstatSync(main)
  await installClone('npm ci --omit=dev beside dist/', clone)
  if (lstatSync(main).mtimeMs !== mtimeMs) fail('it built a dist/ that was there')

  // As after a pull: what dist/ was built from is no longer what is here.
  appendFileSync(join(clone, 'src/cli/cli.ts'), '// changed\n')
  await installClone('npm ci --omit=dev in a clone, dist/ out of date', clone)
  if (lstatSync(main).mtimeMs === mtimeMs) fail('it kept a dist/ of other sources')
}

async function installClone(what, clone) {
  const begun = performance.now()
  npm(['ci', '--omit=dev'], clone)
  console.log(`${what}: installed in ${((performance.now() - begun) / 1000).toFixed(0)} s`)
  await check(what, clone, clone)
}

/** Starts it with nothing, and with a Slack and a Google Chat that answer to everything. */
async function check(what, folder, casethread) {
  const main = join(casethread, 'dist/src/cli/cli.js')
  const bare = spawnSync(process.execPath, [main, 'start'], {
    cwd: folder,
    env: pathOnly(),
    timeout: limitMs,
  })
  if (bare.status !== 78 || !String(bare.stderr).includes('SLACK_BOT_TOKEN'))
    fail(`${what}: without settings it ended with ${bare.status}: ${bare.stderr}`)

  const chats = createServer((request, response) => {
    request.resume()
    const answer = {
      ok: true,
      url: 'https://t.example.com/',
      team: 't',
      team_id: 'T1',
      user_id: 'U1',
      bot_id: 'B1',
    }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  await new Promise((resolve) => chats.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${chats.address().port}`
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const keyFile = join(folder, 'key.json')
  const key = {
    type: 'service_account',
    client_email: 'bot@project.iam.example.com',
    private_key: privateKey,
  }
  writeFileSync(keyFile, JSON.stringify(key))
  const child = spawn(process.execPath, [main, 'start'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...pathOnly(),
      PORT: String(await freePort()),
      DIRECTORY_FILE: join(casethread, 'playground/sample-directory.yaml'),
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: 'f'.repeat(32),
      SLACK_API_URL: `${url}/api/`,
      PUBLIC_URL: 'https://cases.example.com',
      GCHAT_PROJECT_NUMBER: '123456789012',
      GCHAT_API_URL: `${url}/`,
      GOOGLE_APPLICATION_CREDENTIALS: keyFile,
    },
  })
  const begun = performance.now()
  try {
    await serving(child, what)
  } finally {
    child.kill('SIGKILL')
    chats.close()
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  const modules = sizeOf(join(folder, 'node_modules'))
  const whole = modules + (casethread === folder ? sizeOf(join(folder, 'dist')) : 0)
  console.log(`${what}: ${mb(whole)} MB to run, serves both chats after ${seconds} s`)
  if (whole > maxMb * 2 ** 20) fail(`${what}: more than ${maxMb} MB: what came along?`)
}

function serving(child, what) {
  return new Promise((resolve, reject) => {
    let printed = ''
    const limit = setTimeout(() => reject(new Error(`${what}: it does not serve: ${printed}`)), 60_000)
    const hear = (data) => {
      printed += data
      if (!/Slack's requests at/.test(printed) || !/Google Chat's requests at/.test(printed)) return
      clearTimeout(limit)
      resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', (code) => reject(new Error(`${what}: it ended with ${code}: ${printed}`)))
  })
}

/** One that was free a moment ago. */
async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

function npm(args, cwd) {
  return execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    timeout: limitMs,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function pathOnly() {
  return { PATH: process.env.PATH }
}

function sizeOf(path) {
  const stat = lstatSync(path)
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

function mb(bytes) {
  return (bytes / 2 ** 20).toFixed(1)
}

function fail(why) {
  throw new Error(why)
}
