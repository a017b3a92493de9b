// Satchel on the workload of a harness of peers, by the harness's own proxy, clock and judge:
//
//   node tools/bench/peer_driver.mjs --harness DIR [--programs DIR] [--peers]
//
// SCALE (10k, 100k) and RUNS say how much, as for the harness. With --peers the harness runs all of its peers first, in
// this very session: only those figures may be compared. Ends with a table of everything that lies in its results.
// A second office with TLS is measured beside the plain one; what TLS adds is a column of its own.
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const words = process.argv.slice(2);
const option = (name, otherwise) => (words.includes(name) ? words[words.indexOf(name) + 1] : otherwise);
const harness = option('--harness');
if (!harness || !fs.existsSync(path.join(harness, 'lib.mjs'))) {
  console.error('usage: node tools/bench/peer_driver.mjs --harness DIR [--programs DIR] [--peers]');
  console.error('DIR is the folder with lib.mjs, proxy.mjs and gen.mjs of the peers');
  process.exit(2);
}
const source = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const programs = path.resolve(option('--programs', path.join(source, 'build', 'plain', 'node')));

const { DATA, HERE, Proxy, Results, RUNS, SCALE, Server, du, f, freshDir, hashRecords, judge, jsonl, median, phase, run,
  version, waitPort } = await import(pathToFileURL(path.resolve(harness, 'lib.mjs')));

const satchel = path.join(programs, 'satchel');
const satchelOffice = path.join(programs, 'satchel-office');
const name = 'satchel';
const timeout = SCALE === '10k' ? 300 : 1200;
const savesOneByOne = 2000;

const lastLine = (finished) => JSON.parse(finished.out.trim().split('\n').pop());

// An office behind the harness's counting proxy, and the laptops that call it by that.
class Town {
  constructor(folder, { tls = false, port }) {
    this.folder = folder;
    this.tls = tls;
    this.port = port;
    this.proxyPort = port + 1;  // its control listens on the next
  }

  office(...more) {
    return run(satchelOffice, [...more, '--data', path.join(this.folder, 'office'), '--json'], { timeout });
  }
  laptop(user, ...more) {
    return run(satchel, [...more, '--data', path.join(this.folder, user), '--json'], { timeout });
  }
  // As a cut leaves it: perhaps with an exit code of its own.
  trySync(user) {
    return run(satchel, ['sync', '--data', path.join(this.folder, user), '--json'], { timeout, ok: false });
  }
  sync(user) {
    return this.laptop(user, 'sync');
  }

  async open(...users) {
    await this.office('init', '--name', 'Bench');
    this.server = new Server(satchelOffice, ['serve', '--listen', `127.0.0.1:${this.port}`, ...(this.tls ? [] : ['--plain']),
      '--laptop-mb', '1000', '--data', path.join(this.folder, 'office'), '--json']);  // 100,000 records from one laptop
    await waitPort(this.port);
    this.proxy = await new Proxy(this.proxyPort, this.port).up();
    for (const user of users) await this.enrol(user);
  }
  async enrol(user) {
    await this.office('user', 'add', user, '--role', 'care_manager');
    const { code } = lastLine(await this.office('enroll', user));
    await this.laptop(user, 'enroll', '--office', `${this.tls ? 'https' : 'http'}://127.0.0.1:${this.proxyPort}`, '--code', code);
  }
  async giveAll(user) {
    await this.office('assign', '--all', '--to', user);
  }
  measured(act) {
    return phase(this.proxy, this.server, act);
  }
  dump(user) {
    return user ? this.laptop(user, 'dump') : this.office('dump');
  }
  size() {
    const of = (who) => du(path.join(this.folder, who, who === 'office' ? 'office.db' : 'satchel.db'));
    return { A: of('A'), B: of('B'), C: of('office') };
  }
  async close() {
    await this.proxy?.stop();
    await this.server?.stop();
  }
}

// ---- phases -----------------------------------------------------------------------------------------------

async function load(town, folder) {
  const alone = new Town(folder, { port: town.port + 20 });
  fs.mkdirSync(folder);
  const few = path.join(folder, 'few.jsonl');
  fs.writeFileSync(few, jsonl('base.jsonl').slice(0, savesOneByOne).map((record) => JSON.stringify(record)).join('\n'));
  await alone.open('E');
  await alone.close();
  const each = await alone.laptop('E', 'import', 'jsonl', '--each', few);
  const bulk = await town.laptop('A', 'import', 'jsonl', f('base.jsonl'));
  const records = jsonl('base.jsonl').length;
  return {
    each: { ms: each.wall_ms, n: savesOneByOne, per_s: Math.round(savesOneByOne * 1e3 / each.wall_ms), cpu_s: each.cpu_s },
    bulk: { ms: bulk.wall_ms, n: records, per_s: Math.round(records * 1e3 / bulk.wall_ms), cpu_s: bulk.cpu_s, rss_mb: bulk.rss_mb },
  };
}

async function firstSyncs(town) {
  const push = await town.measured(() => town.sync('A'));
  await town.giveAll('B');
  const pull = await town.measured(() => town.sync('B'));
  return {
    push,
    pull,
    noop_push: await town.measured(() => town.sync('A')),
    noop_pull: await town.measured(() => town.sync('B')),
    size: town.size(),
  };
}

async function edits(town) {
  const applied = await town.laptop('A', 'apply', f('inc.jsonl'));
  return {
    inc_ops: { ms: applied.wall_ms },
    inc_up: await town.measured(() => town.sync('A')),
    inc_down: await town.measured(() => town.sync('B')),
  };
}

// The first try is cut at half of what a whole one takes; the second goes on.
async function cut(town, user, direction, whole) {
  await town.proxy.get('/reset');
  await town.proxy.get(`/cut?dir=${direction}&bytes=${Math.floor(whole / 2)}`);
  const first = await town.trySync(user);
  const crossed = await town.proxy.stats();
  await town.proxy.get('/reset');
  const second = await town.trySync(user);
  const rest = await town.proxy.stats();
  return {
    first: { code: first.code, err: first.err.slice(0, 200), [direction]: crossed[direction] },
    second: { code: second.code, [direction]: rest[direction] },
    [`whole_${direction}`]: whole,
  };
}

async function cuts(town, folder, push, pull) {
  await town.enrol('D');
  await town.giveAll('D');
  const cut_pull = await cut(town, 'D', 'down', pull.down);
  const other = new Town(folder, { port: town.port + 10 });
  fs.mkdirSync(folder);
  try {
    await other.open('A');
    await other.laptop('A', 'import', 'jsonl', f('base.jsonl'));
    return { cut_pull, cut_push: await cut(other, 'A', 'up', push.up) };
  } finally {
    await other.close();
  }
}

// Both values of each field that two people changed are in the record, until a person chooses.
function bothKept(records) {
  let kept = 0;
  for (const item of jsonl('expect.jsonl')) {
    if (item.cls !== 'same') continue;
    const value = records.get(item.id)?.[item.a.field];
    const siblings = value?.siblings?.map((sibling) => JSON.stringify(sibling.value)) ?? [];
    kept += [item.a.value, item.b.value].every((one) => siblings.includes(JSON.stringify(one))) ? 1 : 0;
  }
  return kept;
}

async function conflicts(town) {
  await town.laptop('A', 'apply', f('a.jsonl'));
  await town.laptop('B', 'apply', f('b.jsonl'));
  const rounds = {};
  for (const [key, user] of [['c_A1', 'A'], ['c_B1', 'B'], ['c_A2', 'A'], ['c_B2', 'B']]) {
    rounds[key] = await town.measured(() => town.sync(user));
  }
  const dumps = {};
  for (const who of ['A', 'B', '']) dumps[who || 'C'] = (await town.dump(who)).out;
  const lines = dumps.C.trim().split('\n').map((line) => JSON.parse(line));
  const records = new Map(lines.map((record) => [record.id, record]));
  const conv = Object.fromEntries(Object.entries(dumps).map(([who, text]) =>
    [who, hashRecords(text.trim().split('\n').map((line) => JSON.parse(line)))]));
  return {
    ...rounds,
    conv: { ...conv, same_bytes: dumps.A === dumps.C && dumps.B === dumps.C },
    judge: judge((id) => records.get(id)),
    conflictsSeen: { both_values_kept_in_the_record: bothKept(records), merged_texts: lines.filter((record) => record.merged).length,
      fields_in_conflict: lines.flatMap((record) => Object.values(record)).filter((value) => value?.siblings).length },
  };
}

async function withTls(folder) {
  const town = new Town(folder, { tls: true, port: 18441 });
  fs.mkdirSync(folder);
  try {
    await town.open('A', 'B');
    await town.laptop('A', 'import', 'jsonl', f('base.jsonl'));
    const first = await firstSyncs(town);
    return { ...first, ...(await edits(town)) };
  } finally {
    await town.close();
  }
}

// ---- the table --------------------------------------------------------------------------------------------

const rows = [
  ['durable saves, one record each, /s', 'each.per_s', 'each_full.per_s'],
  ['bulk load, records/s', 'bulk.per_s', 'bulk_full.per_s'],
  ['first push, s', 'push.wall_ms'], ['first push, kB up', 'push.up'], ['first push, requests', 'push.req'],
  ['first push, CPU s client', 'push.cli_cpu_s'], ['first push, CPU s server', 'push.srv_cpu_s'],
  ['first pull, s', 'pull.wall_ms'], ['first pull, kB down', 'pull.down'], ['first pull, requests', 'pull.req'],
  ['first pull, CPU s client', 'pull.cli_cpu_s'], ['first pull, CPU s server', 'pull.srv_cpu_s'],
  ['no-op, s', 'noop_pull.wall_ms', 'noop_sync2.wall_ms', 'noop.wall_ms'], ['no-op, requests', 'noop_pull.req', 'noop_sync2.req'],
  ['no-op, kB up', 'noop_pull.up', 'noop_sync2.up'], ['no-op, kB down', 'noop_pull.down', 'noop_sync2.down'],
  ['1,000 edits up, s', 'inc_up.wall_ms'], ['1,000 edits up, kB', 'inc_up.up'],
  ['1,000 edits down, s', 'inc_down.wall_ms'], ['1,000 edits down, kB', 'inc_down.down'],
  ['peak MB client, first pull', 'pull.cli_rss_mb', 'pull.rss_mb'], ['peak MB server, first push', 'push.srv_rss_mb'],
];
const at = (object, dotted) => dotted.split('.').reduce((value, key) => value?.[key], object);
const shown = (label, value) => {
  if (value === null) return '-';
  if (/, s$/.test(label)) return (value / 1000).toFixed(3);
  return /kB/.test(label) ? (value / 1000).toFixed(1) : String(Math.round(value * 100) / 100);
};

function table() {
  const folder = path.join(HERE, 'results');
  const results = fs.readdirSync(folder)
    .filter((file) => file.endsWith(`.${SCALE}.json`))
    .map((file) => JSON.parse(fs.readFileSync(path.join(folder, file))));
  const column = Math.max(12, ...results.map((result) => result.peer.length + 2));
  console.log(['medians'.padEnd(36), ...results.map((result) => result.peer.padStart(column))].join(''));
  for (const [label, ...keys] of rows) {
    const cells = results.map((result) => {
      const values = keys.map((key) => median(result.runs.map((one) => at(one, key)))).filter((value) => value !== null);
      return shown(label, values[0] ?? null).padStart(column);
    });
    console.log([label.padEnd(36), ...cells].join(''));
  }
}

// ---- all of it --------------------------------------------------------------------------------------------

if (!fs.existsSync(DATA)) spawnSync(process.execPath, [path.join(HERE, 'gen.mjs'), SCALE === '10k' ? '1' : '10'], { stdio: 'inherit' });
if (words.includes('--peers')) spawnSync(path.join(HERE, 'run-all.sh'), [SCALE], { stdio: 'inherit' });
const results = new Results(name, { satchel: version(satchel) });
for (let i = 0; i < RUNS; ++i) {
  const folder = freshDir(name);
  const town = new Town(path.join(folder, 'town'), { port: 18401 });
  fs.mkdirSync(town.folder);
  try {
    await town.open('A', 'B');
    const measured = await load(town, path.join(folder, 'alone'));
    Object.assign(measured, await firstSyncs(town), await edits(town));
    if (i === 0) Object.assign(measured, await cuts(town, path.join(folder, 'cut'), measured.push, measured.pull));
    Object.assign(measured, await conflicts(town));
    measured.tls = await withTls(path.join(folder, 'tls'));
    results.add(measured);
    console.error(`run ${i + 1} of ${RUNS} done`);
  } finally {
    await town.close();
  }
}
table();
