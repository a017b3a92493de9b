// How quick the worker's program is in the browser, on a great caseload: node tools/bench/app.mjs [--clients N] [--json]
//
// First paint, and from the press of a key or a button to the changed picture, measured in the page itself. Nothing is
// judged here: machines differ; the floor printed first (an empty answer of the same program) is of this one.
// Needs what tools/check installs: Chromium, and `npm ci` in tests/browser.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { openBrowser, openWindow, unlock } from '../../tests/browser/page.mjs';
import { Town, planVisits } from '../../tests/browser/town.mjs';

const words = process.argv.slice(2);
const clients = Number(words[words.indexOf('--clients') + 1]) || 2000;
const rounds = 5;
const here = dirname(fileURLToPath(import.meta.url));

// The project's own caseload, as large as wanted, all of it with the first worker.
class GreatTown extends Town {
  bringData() {
    const tools = process.env.SATCHEL_TOOLS ?? join(here, '..', '..', 'build', 'plain', 'tools');
    const folder = join(this.folder, 'caseload');
    execFileSync(join(tools, 'make_caseload'), ['--clients', String(clients), '--workers', '1', folder]);
    this.users = ['worker01'];
    this.office('user', 'add', 'worker01', '--role', 'care_manager');
    this.office('import', 'jsonl', join(folder, 'caseload.jsonl'));
    this.office('assign', '--all', '--to', 'worker01');
  }
  static async open() {
    const town = new GreatTown();
    town.begin();
    await town.openOffice();
    for (const user of town.users) town.enrol(user);
    return town;
  }
}

// In the page: does something, and waits frame by frame until the picture shows what it should.
function inPage() {
  window.until = (is) =>
    new Promise((resolve, reject) => {
      const begun = performance.now();
      const look = () => {
        if (is()) resolve(performance.now());
        else if (performance.now() - begun > 20_000) reject(new Error('it never showed'));
        else requestAnimationFrame(look);
      };
      look();
    });
  window.measure = async (act, is) => {
    const begun = performance.now();
    act();
    return (await window.until(is)) - begun;
  };
  window.type = (input, text) => {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), 'value').set.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  };
  window.shows = (text) => document.querySelector('main')?.innerText.includes(text) ?? false;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const town = await GreatTown.open();
const laptop = town.laptops[0];
const visits = planVisits(laptop, 8);
await laptop.open({ sync: false });
const records = laptop.json('doctor').records;
const browser = await openBrowser();
const page = await openWindow(browser, laptop);
await unlock(page);
await page.getByText('visits done').first().waitFor();

const figures = {};
async function note(name, run) {
  const times = [];
  for (let i = 0; i < rounds; ++i) times.push(await run(i));
  figures[name] = Math.round(median(times));
  console.error(`${name}: ${figures[name]}`);
}

const address = new URL(laptop.url).origin;
await page.addInitScript(inPage);
await page.reload();
await page.getByText('visits done').first().waitFor();

await note('floor: an empty answer', () =>
  page.evaluate(async () => {
    const begun = performance.now();
    await fetch('/api/nothing');
    return performance.now() - begun;
  }));
await note('first paint', async () => {
  await page.goto(`${address}/`);
  await page.getByText('visits done').first().waitFor();
  return page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN);
});
await note('first paint with the day on it', async () => {
  await page.goto('about:blank');
  await page.goto(`${address}/`);
  return page.evaluate(() => window.until(() => window.shows('visits done')));
});
const { client, id: visit } = visits[0];
const name = `${client.given_name} ${client.family_name}`;
const go = (hash, text) =>
  page.evaluate(([to, words]) => window.measure(() => { location.hash = to; }, () => window.shows(words)), [hash, text]);
const leave = () => go('#/help', 'Help');
await note('list of clients', async () => { await leave(); return go('#/clients', 'clients on this laptop'); });
await note('search as you type', async (round) => {
  await go('#/clients', 'clients on this laptop');
  return page.evaluate(async ([typed, found]) => {
    const input = document.querySelector('input[type=search]');
    const time = await window.measure(() => window.type(input, typed), 
      () => window.shows(found) && !window.shows('clients on this laptop'));
    await window.measure(() => window.type(input, ''), () => window.shows('clients on this laptop'));
    return time;
  }, [client.family_name.slice(0, 3 + round), client.family_name]);
});
await note('case file', async () => { await leave(); return go(`#/client/${client.id}`, 'Visits and notes'); });
await note('before I knock', async () => { await leave(); return go(`#/before/${visit}`, 'What I promised'); });
await note('visit', async () => { await leave(); return go(`#/visit/${visit}`, 'Jot'); });
await note('sync page', async () => { await leave(); return go('#/sync', 'Receipts'); });
await note('start of a visit, saved durably', async (round) => {
  const { id } = visits[round + 1];
  laptop.say('set', 'visit', visits[round].id, 'status=completed');  // one at a time
  await leave();
  await go(`#/visit/${id}`, 'Start visit');
  return page.evaluate(() => {
    const button = [...document.querySelectorAll('main button')].find((item) => item.innerText.includes('Start visit'));
    return window.measure(() => button.click(), () => window.shows('End visit'));
  });
});
await note('a jot, saved durably', (round) =>
  page.evaluate(async (words) => {
    const find = () => [...document.querySelectorAll('main button')].find((item) => item.innerText.includes('Save jot'));
    window.type(find().form.querySelector('textarea'), words);
    await window.until(() => !find().disabled);
    return window.measure(() => find().click(), () => [...document.querySelectorAll('main li')].some((item) => item.innerText.includes(words)));
  }, `Jot number ${round}`));

await browser.close();
await town.close();
if (words.includes('--json')) {
  console.log(JSON.stringify({ clients, records, name, ms: figures }));
} else {
  console.log(`${clients} clients, ${records} records; medians of ${rounds}, in ms`);
  for (const [what, ms] of Object.entries(figures)) console.log(`${what.padEnd(34)} ${String(ms).padStart(6)}`);
}
