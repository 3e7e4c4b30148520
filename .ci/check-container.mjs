// The image of the Dockerfile without Docker: its instructions are carried out in their order, each stage in a folder of its own, with the
// Node 24 of the npm package `node` for the one of the base image. The result runs as an image would: as a user without any rights, on a
// tree that is mounted read-only, with the data folder alone to write to; until it is healthy, ready, and has ended in order. Prints
// seconds and sizes. Needs Linux, root (for the mounts and the user) and the registry; takes some minutes.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readInstructions } from './dockerfile.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const temporary = mkdtempSync(join(tmpdir(), 'casethread-container-'))
const limitMs = 900_000
const maxMb = 200
/** A user that is on no list. */
const uid = 65532
/** What gcr.io/distroless/cc-debian12 is made of: Debian's own figures of these packages, kB (`apt-cache show`). */
const basePackages = [
  'base-files',
  'netbase',
  'tzdata',
  'ca-certificates',
  'media-types',
  'libc6',
  'libssl3',
  'libgcc-s1',
  'libgomp1',
  'libstdc++6',
  'gcc-12-base',
]

try {
  await checkAll()
} finally {
  rmSync(temporary, { recursive: true, force: true })
}

async function checkAll() {
  const node = installNode()
  const context = copyContext()
  const image = build(context, node)
  const sizes = {
    'node 24': sizeOf(join(image.folder, 'usr/local/bin/node')),
    'the app': sizeOf(join(image.folder, 'app')),
    ...readBase(),
  }
  const whole = Object.values(sizes).reduce((sum, size) => sum + size, 0)
  for (const [what, size] of Object.entries(sizes)) console.log(`${what}: ${mb(size)} MB`)
  console.log(`the image: ${mb(whole)} MB (at most ${maxMb})`)
  if (whole > maxMb * 1e6) fail('the image is too large: what came along?')
  await run(image)
}

/** The Node of the base image: the same build, as an npm package of this system's (what the package `node` fetches by its install script). */
function installNode() {
  const name = `node-${process.platform}-${process.arch}`
  const folder = join(temporary, 'node')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  execFileSync('npm', ['install', `${name}@24`, '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: limitMs,
  })
  const node = join(folder, 'node_modules', name, 'bin/node')
  console.log(`Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`)
  return node
}

/** What is tracked, or would be, less what .dockerignore leaves out. */
function copyContext() {
  const folder = join(temporary, 'context')
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  const rules = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter(Boolean)
  const isSent = (file) =>
    rules.reduce((sent, rule) => {
      const path = rule.replace(/^!/, '')
      const fits = path === '**' || file === path || file.startsWith(`${path}/`)
      return fits ? rule.startsWith('!') : sent
    }, true)
  for (const file of tracked.split('\0').filter((name) => name && isSent(name)))
    cpSync(join(root, file), join(folder, file))
  return folder
}

function build(context, node) {
  const stages = new Map()
  let stage
  for (const { name, rest } of readInstructions(readFileSync(join(root, 'Dockerfile'), 'utf8'))) {
    // Which images they are is nothing to this.
    if (name === 'ARG') continue
    if (name === 'FROM') {
      const [, as] = rest.match(/ AS (\S+)$/i) ?? []
      stage = { folder: join(temporary, `stage-${stages.size}`), workdir: '/', env: {}, user: '0' }
      stages.set(as ?? 'last', stage)
      mkdirSync(join(stage.folder, 'usr/local/bin'), { recursive: true })
      // The base image of the first stage has it.
      if (stages.size === 1) cpSync(node, join(stage.folder, 'usr/local/bin/node'))
      continue
    }
    if (!stage) fail(`${name} before FROM`)
    carryOut({ name, rest }, stage, { context, stages, node })
  }
  return stage
}

function carryOut({ name, rest }, stage, { context, stages, node }) {
  switch (name) {
    case 'WORKDIR':
      stage.workdir = rest
      mkdirSync(join(stage.folder, rest), { recursive: true })
      return
    case 'ENV':
      for (const [, key, value] of rest.matchAll(/(\w+)=(\S+)/g)) stage.env[key] = value
      return
    case 'COPY':
      copy(rest, stage, { context, stages })
      return
    case 'RUN': {
      const begun = performance.now()
      execFileSync('sh', ['-ec', rest], {
        cwd: join(stage.folder, stage.workdir),
        env: { HOME: temporary, PATH: `${dirname(node)}:${process.env.PATH}`, ...npmSettings() },
        stdio: ['ignore', 'ignore', 'inherit'],
        timeout: limitMs,
      })
      console.log(`RUN ${rest}: ${((performance.now() - begun) / 1000).toFixed(1)} s`)
      return
    }
    case 'USER':
      stage.user = rest
      return
    case 'HEALTHCHECK':
      stage.health = JSON.parse(rest.slice(rest.indexOf('CMD ') + 4))
      return
    case 'ENTRYPOINT':
      stage.entrypoint = JSON.parse(rest)
      return
    case 'CMD':
      stage.cmd = JSON.parse(rest)
      return
    case 'VOLUME':
      stage.volume = rest
      return
    case 'EXPOSE':
      return
    default:
      fail(`the Dockerfile's ${name} is not known here`)
  }
}

/** How this machine reaches the registry. */
function npmSettings() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^npm_config_|^NPM_CONFIG_|^NODE_EXTRA_CA_CERTS$|_proxy$/i.test(name),
    ),
  )
}

function copy(rest, stage, { context, stages }) {
  const words = rest.split(' ')
  const options = words.filter((word) => word.startsWith('--'))
  const [to, ...from] = words.filter((word) => !word.startsWith('--')).reverse()
  const option = (name) => options.find((one) => one.startsWith(`--${name}=`))?.split('=')[1]
  const source = option('from') ? stages.get(option('from'))?.folder : context
  if (!source) fail(`there is no stage ${option('from')}`)
  const target = join(stage.folder, to.startsWith('/') ? to : join(stage.workdir, to))
  for (const path of from.reverse()) {
    const isFolder = lstatSync(join(source, path)).isDirectory()
    // Into a folder what is in it, a file under its name.
    const place =
      isFolder || (from.length === 1 && !to.endsWith('/') && !to.endsWith('.'))
        ? target
        : join(target, path.split('/').at(-1))
    mkdirSync(dirname(place), { recursive: true })
    cpSync(join(source, path), place, { recursive: true, verbatimSymlinks: true })
    const [owner] = (option('chown') ?? '').split(':')
    if (owner) chownSync(place, Number(owner), Number(owner))
  }
}

async function run({ folder, env, entrypoint, cmd, health, user, volume }) {
  if (user.split(':')[0] !== String(uid)) fail(`it runs as ${user}`)
  const slack = createServer((request, response) => {
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
  await new Promise((resolve) => slack.listen(0, '127.0.0.1', resolve))
  const ports = { PORT: String(await freePort()), METRICS_PORT: String(await freePort()) }
  const settings = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...env,
    ...ports,
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'f'.repeat(32),
    SLACK_API_URL: `http://127.0.0.1:${slack.address().port}/api/`,
  }
  enter({ folder, volume }, [])
  const before = listTree(folder, volume)
  // As an operator does: the directory goes into the volume.
  cpSync(join(root, 'playground/sample-directory.yaml'), join(folder, volume, 'directory.yaml'))
  const inside = (command) => enter({ folder, volume }, command)
  const begun = performance.now()
  const bot = spawn(...inside([...entrypoint, ...cmd]), { env: settings, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [bot.stdout, bot.stderr]) stream.on('data', (data) => (printed += data))
  const ended = new Promise((resolve) => bot.once('exit', (code, signal) => resolve(code ?? signal)))
  try {
    const isHealthy = () => spawnSync(...inside(health), { env: settings, timeout: 20_000 }).status === 0
    while (!isHealthy()) {
      if (bot.exitCode !== null || performance.now() - begun > 60_000) fail(`it does not serve: ${printed}`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    console.log(
      `healthy after ${((performance.now() - begun) / 1000).toFixed(1)} s, as user ${uid} on a read-only tree`,
    )
    for (const port of Object.values(ports))
      for (const [path, method] of [
        ['/healthz', 'GET'],
        ['/healthz', 'HEAD'],
        ['/readyz', 'GET'],
        ['/readyz', 'HEAD'],
      ]) {
        const { status } = await fetch(`http://127.0.0.1:${port}${path}`, { method })
        if (status !== 200) fail(`${method} ${path} at ${port}: ${status}`)
      }
    const figures = await (await fetch(`http://127.0.0.1:${ports.METRICS_PORT}/metrics`)).text()
    if (!figures.includes('casethread_waiting_threads')) fail('there are no figures')
    const doctor = spawnSync(...inside([...entrypoint, 'doctor', '--json']), {
      env: settings,
      timeout: 60_000,
      encoding: 'utf8',
    })
    const { counts, findings } = JSON.parse(doctor.stdout)
    const database = findings.find(({ kind }) => kind === 'database')
    if (database?.level !== 'ok') fail(`the doctor finds no database: ${doctor.stdout}`)
    console.log(`doctor: exit code ${doctor.status}, ${JSON.stringify(counts)}`)
  } finally {
    // The process itself: `unshare` and all behind it have become it.
    bot.kill('SIGTERM')
    slack.close()
  }
  const stopping = performance.now()
  const code = await Promise.race([
    ended,
    new Promise((resolve) => setTimeout(() => resolve('nothing'), 20_000)),
  ])
  if (code !== 0) {
    bot.kill('SIGKILL')
    fail(`it ended with ${code}: ${printed}`)
  }
  console.log(`ended in order after ${((performance.now() - stopping) / 1000).toFixed(1)} s`)
  if (listTree(folder, volume) !== before) fail('it changed its own tree')
  console.log(`in the volume: ${readdirSync(join(folder, volume)).join(', ')}`)
}

/**
 * A command in the image, by itself: its tree as the root and read-only, the volume to be written to, a temporary folder of its own, and
 * no rights. This machine's libraries stand for those of the base image.
 */
function enter({ folder, volume }, command) {
  const libraries = ['lib', 'lib64'].filter((name) => existsSync(`/${name}`))
  const mounts = [
    `mount --bind ${folder} ${folder}`,
    `mount --bind ${folder}${volume} ${folder}${volume}`,
    ...libraries.map((name) => `mount --bind /${name} ${folder}/${name}`),
    ...['proc', 'dev'].map((name) => `mount --rbind /${name} ${folder}/${name}`),
    `mount -t tmpfs -o mode=1777,size=256m tmpfs ${folder}/tmp`,
    `mount -o remount,bind,ro ${folder}`,
    'exec "$@"',
  ]
  for (const name of [...libraries, 'proc', 'dev', 'tmp']) mkdirSync(join(folder, name), { recursive: true })
  const user = ['setpriv', '--no-new-privs', 'chroot', `--userspec=${uid}:${uid}`, '--groups=', folder]
  return ['unshare', ['-m', 'sh', '-ec', mounts.join(' && '), 'sh', ...user, ...command]]
}

/** Names, sizes and times of all that belongs to the image. */
function listTree(folder, volume) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(join(folder, volume)))
    .map((path) => `${path} ${lstatSync(path).size} ${lstatSync(path).mtimeMs}`)
    .sort()
    .join('\n')
}

function readBase() {
  const shown = spawnSync('apt-cache', ['show', ...basePackages], { encoding: 'utf8' })
  const sizes = new Map()
  for (const [, name, size] of (shown.stdout ?? '').matchAll(
    /^Package: (\S+)[\s\S]*?^Installed-Size: (\d+)/gm,
  ))
    if (!sizes.has(name)) sizes.set(name, Number(size) * 1024)
  const told = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  // Where this is no Debian: what they came to when this was written.
  return { 'the base image': sizes.size === basePackages.length ? told : 26_400_000 }
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

function sizeOf(path) {
  const stat = lstatSync(path)
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

function mb(bytes) {
  return (bytes / 1e6).toFixed(1)
}

function fail(why) {
  throw new Error(why)
}
