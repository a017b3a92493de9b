// Town: a real office and real laptops, as processes with sockets and SQLite files, in a folder of its own.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const source = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const programs = process.env.SATCHEL_PROGRAMS ?? join(source, 'build', 'plain', 'node');
const tools = process.env.SATCHEL_TOOLS ?? join(source, 'build', 'plain', 'tools');
const satchel = join(programs, 'satchel');
const satchelOffice = join(programs, 'satchel-office');

export const passphrase = 'three quiet herons';

function lines(text) {
  return text
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => JSON.parse(line));
}

function run(program, words, folder) {
  return execFileSync(program, [...words, '--data', folder, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

// Starts a program and gives the first line of its output, as JSON, once it is there.
function start(program, words, folder) {
  const child = spawn(program, [...words, '--data', folder, '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve({ child, said: JSON.parse(line) }));
    child.once('exit', () => reject(new Error(`${program} ${words.join(' ')} did not start`)));
  });
}

function end(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill(signal);
  });
}

export class Laptop {
  constructor(town, user) {
    this.user = user;
    this.folder = join(town.folder, user);
    this.town = town;
  }

  say(...words) {
    return lines(run(satchel, words, this.folder));
  }
  json(...words) {
    return this.say(...words)[0];
  }
  sync() {
    return this.json('sync');
  }
  dump() {
    return run(satchel, ['dump'], this.folder);
  }

  // Opens the program; `url` is where. With `sync` it syncs by itself.
  async open({ sync = true, port = 0 } = {}) {
    const words = ['serve', '--port', String(port), ...(sync ? [] : ['--no-sync'])];
    const { child, said } = await start(satchel, words, this.folder);
    this.program = child;
    this.url = said.url;
    return this.url;
  }
  get port() {
    return Number(new URL(this.url).port);
  }
  async close(signal = 'SIGTERM') {
    if (this.program) await end(this.program, signal);
    this.program = undefined;
  }
}

// Real Synthea data where it is at hand; the project's own lifelike caseload otherwise.
export function syntheaFolder() {
  const shared = process.env.SATCHEL_SHARED_DATA ?? join(source, '..', 'shared', 'data');
  const folder = join(shared, 'synthea', 'ca59_csv');
  return existsSync(folder) ? folder : undefined;
}

export class Town {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'satchel-town-'));
    this.laptops = [];
  }

  // An office with data, open, and a laptop for each of two workers, who are synced.
  static async open() {
    const town = new Town();
    town.begin();
    await town.openOffice();
    for (const user of town.users) town.enrol(user);
    return town;
  }

  begin() {
    run(satchelOffice, ['init', '--name', 'District office'], this.officeFolder);
    this.bringData();
  }

  get officeFolder() {
    return join(this.folder, 'office');
  }

  bringData() {
    const synthea = syntheaFolder();
    if (synthea) {
      this.office('import', 'synthea', synthea, '--workers', '2');
      this.users = ['worker01', 'worker02'];
      return;
    }
    console.log('SKIPPED: Synthea data is not here; the sample caseload stands in for it');
    const caseload = join(this.folder, 'caseload');
    execFileSync(join(tools, 'make_caseload'), ['--clients', '40', '--workers', '2', caseload]);
    this.users = ['worker01', 'worker02'];
    this.office('user', 'add', 'worker01', '--role', 'care_manager');
    this.office('user', 'add', 'worker02', '--role', 'case_manager');
    // People and their health; the tests plan the visits of the day themselves.
    const kept = /"type":"(client|related_person|condition|medication|allergy|observation)"/;
    const file = join(caseload, 'people.jsonl');
    const all = readFileSync(join(caseload, 'caseload.jsonl'), 'utf8').split('\n');
    writeFileSync(file, all.filter((line) => kept.test(line)).join('\n'));
    this.office('import', 'jsonl', file);
    const clients = this.officeLines('list', 'client').map((client) => client.id);
    this.office('assign', ...clients.slice(0, 20), '--to', 'worker01');
    this.office('assign', ...clients.slice(20), '--to', 'worker02');
  }

  office(...words) {
    return run(satchelOffice, words, this.officeFolder);
  }
  officeLines(...words) {
    return lines(this.office(...words));
  }
  officeRecord(type, id) {
    return this.officeLines('show', type, id)[0];
  }

  async openOffice() {
    const listen = `127.0.0.1:${this.officePort ?? 0}`;
    const { child, said } = await start(satchelOffice, ['serve', '--plain', '--listen', listen], this.officeFolder);
    this.officeProgram = child;
    this.officeUrl = said.url;
    this.officePort = Number(new URL(said.url).port);
  }
  async closeOffice() {
    if (this.officeProgram) await end(this.officeProgram, 'SIGTERM');
    this.officeProgram = undefined;
  }

  enrol(user) {
    const laptop = new Laptop(this, user);
    const { code } = this.officeLines('enroll', user)[0];
    laptop.say('enroll', '--office', this.officeUrl, '--code', code);
    laptop.sync();
    this.laptops.push(laptop);
    return laptop;
  }

  async close() {
    for (const laptop of this.laptops) await laptop.close();
    await this.closeOffice();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// ---- the day ----------------------------------------------------------------------------------------------

// Today at that local hour, as an instant.
export function todayAt(hour, minute = 0) {
  const time = new Date();
  time.setHours(hour, minute, 0, 0);
  return time.toISOString();
}

export function activeClients(laptop) {
  return laptop.say('list', 'client', 'status=active');
}

// Visits of today, one for each of so many clients, one after the other from 8 o'clock.
export function planVisits(laptop, count) {
  const me = laptop.json('status').user;
  const worker = laptop.say('list', 'worker').find((record) => record.user_name === me);
  return activeClients(laptop)
    .slice(0, count)
    .map((client, place) => {
      const { id } = laptop.json(
        'new', 'visit', `client_id=${client.id}`, 'contact_kind=home', 'status=planned', `worker_id=${worker.id}`,
        `planned_start=${todayAt(8 + place)}`, `planned_end=${todayAt(8 + place, 45)}`,
        'reason=Blood pressure and medication check', 'service_code=T1016',
      );
      return { id, client };
    });
}
