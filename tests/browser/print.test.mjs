// On paper: what matters is there, what can only be pressed is not, nothing is cut off, and it is few sheets.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openWindow, picture, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import { nameOf, openScreen } from './steps.mjs';
import { planVisits } from './town.mjs';

// A letter sheet without its margins, in CSS pixels.
const paper = { width: 695, height: 935 };
const alert = 'Aggressive dog in the yard; call from the car before opening the gate, wait until it is in';
const gate = 'Gate code 4471; side door behind the garage, ring twice and wait; she is hard of hearing';
const promise = 'Bring the pill organizer with the large letters';
const plan = 'Call Dr. Lee about the dizziness before Friday';

let visits, page, noteId;
const parts = scene(async ({ town, nurse }) => {
  visits = planVisits(nurse, 8);
  const { id, client } = visits[0];
  const phone = { number: '+1 415 555 0134', safe_to_call: false, safe_to_leave_message: false };
  nurse.say('set', 'client', client.id, `safety_alerts+=${alert}`, `access_instructions=${gate}`,
    `phones+=${JSON.stringify(phone)}`);
  const worker = nurse.say('list', 'worker').find((record) => record.user_name === nurse.user);
  nurse.say('new', 'task', `client_id=${client.id}`, `title=${promise}`, `owner_id=${worker.id}`);
  // A long note, as they are.
  const lines = Array.from({ length: 20 }, (_, i) => `Line ${i + 1}: steady on the stairs, eats well.`);
  const body = ['Subjective', ...lines, '', 'Plan', plan].join('\n');
  const made = nurse.json('new', 'note', `client_id=${client.id}`, 'kind=soap',
    `author_id=${worker.id}`, `body=${body}`, 'status=signed');
  noteId = made.id;
  nurse.sync();
});

async function show(route) {
  await parts.nurse.open({ sync: false });
  page = await openWindow(parts.browser, parts.nurse);
  await unlock(page);
  await openScreen(page, route);
}

// Names of what a reader of the sheet cannot read to its end: cut off by its box, or beyond the paper's edge.
function cutOff() {
  const isHiddenOnPurpose = (element) => element.closest('.visually-hidden, svg, [hidden]');
  const isCut = (element) => {
    const style = getComputedStyle(element);
    if (style.overflowX === 'visible' && style.overflowY === 'visible') return false;
    return element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
  };
  return [...document.querySelectorAll('main *')]
    .filter((element) => element.getClientRects().length && !isHiddenOnPurpose(element))
    .filter((element) => isCut(element) || element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => `${element.tagName}.${element.className}: ${element.innerText?.slice(0, 60)}`);
}

async function assertSheet(name, { shows, pages }) {
  await page.setViewportSize(paper);
  await page.emulateMedia({ media: 'print' });
  const text = await page.locator('main').innerText();
  assert.doesNotMatch(text, /Printed today/);
  for (const words of shows) assert.ok(text.includes(words), `${name} does not say: ${words}`);
  // The name of a record is a button that is read.
  const pressed = 'button:not(.record-link), a.button, summary, nav, input, select, textarea';
  const visible = await page.locator(pressed).evaluateAll((all) =>
    all.filter((one) => one.checkVisibility()).map((one) => one.innerText || one.tagName));
  assert.deepEqual(visible, [], `${name} prints what can only be pressed`);
  assert.deepEqual(await page.evaluate(cutOff), [], `${name} is cut off`);
  await picture(page, `print-${name}`);
  const sheet = await page.pdf({ format: 'Letter', preferCSSPageSize: true });
  const count = sheet.toString('latin1').match(/\/Type\s*\/Page\b/g).length;
  assert.ok(count <= pages, `${name} takes ${count} pages`);
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 1280, height: 900 });
  assert.deepEqual(page.problems, []);
}

test('before I knock', async () => {
  await show(`before/${visits[0].id}`);
  await page.getByText(plan).first().waitFor();
  await assertSheet('before', {
    shows: [nameOf(visits[0].client), alert, gate, promise, plan, '+1 415 555 0134', 'Call: NOT safe',
      'Blood pressure and medication check', 'Contains health data'],
    pages: 1,
  });
});

test('the list of the day', async () => {
  await show('today');
  await page.getByText('0 of 8 visits done').waitFor();
  const names = visits.map(({ client }) => nameOf(client));
  await assertSheet('day', { shows: [...names, alert, gate, '8:00'], pages: 2 });
});

test('a note', async () => {
  await show(`note/${noteId}`);
  await page.getByText(plan).first().waitFor();
  await assertSheet('note', {
    shows: [nameOf(visits[0].client), 'Line 1: steady on the stairs', 'Line 20: steady on the stairs', plan],
    pages: 1,
  });
});

test('a case file', async () => {
  await show(`client/${visits[0].client.id}`);
  await page.getByText(promise).first().waitFor();
  await assertSheet('file', {
    shows: [nameOf(visits[0].client), alert, gate, promise, '+1 415 555 0134', 'Printed'],
    pages: 2,
  });
});
