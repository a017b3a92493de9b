// A nurse's day, from the door to "you may close the lid": offline until the evening.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { goTo, openBrowser, openWindow, picture, unlock } from './page.mjs';
import { Town, planVisits } from './town.mjs';

let town, nurse, browser, visits;

before(async () => {
  town = await Town.open();
  nurse = town.laptops[0];
  visits = planVisits(nurse, 8);
  nurse.sync();
  await town.closeOffice();
  await nurse.open();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await town?.close();
});

test('eight visits are jotted, ended, written and signed offline, and the office has them in the evening', async () => {
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await page.getByText('0 of 8 visits done').waitFor();
  await picture(page, 'today');

  // The first one with everything: prepared, vital signs, a note that gathers them.
  await page.getByRole('link', { name: 'Before I knock' }).first().click();
  await page.getByRole('heading', { name: 'What I promised' }).waitFor();
  await picture(page, 'before');
  await page.getByRole('button', { name: 'Start visit' }).click();
  await jot(page, 'Dizzy when she stands up');
  await page.getByLabel('Systolic').fill('148');
  await page.getByLabel('Diastolic').fill('86');
  await page.getByLabel('Heart rate').fill('72');
  await page.getByRole('button', { name: 'Save vital signs' }).click();
  await page.getByText('148/86').first().waitFor();
  await picture(page, 'visit');
  await page.getByRole('button', { name: 'End visit' }).click();
  await writeNote(page, 'Call Dr. Lee about the dizziness.');

  for (let place = 1; place < visits.length; ++place) {
    await goTo(page, 'Today');
    await page.getByRole('button', { name: 'Start visit' }).first().click();
    await jot(page, `Visit ${place}: pillbox filled, no complaints`);
    await page.getByRole('button', { name: 'End visit' }).first().click();
  }

  await goTo(page, 'Finish my day');
  await page.getByText('7 loose ends').waitFor();
  await picture(page, 'finish');
  for (let left = visits.length - 1; left > 0; --left) {
    await page.getByText(left === 1 ? '1 loose end' : `${left} loose ends`).waitFor();
    await page.keyboard.press('Enter');
    await writeNote(page, 'Next visit in two weeks.');
    await goTo(page, 'Finish my day');
  }
  await page.getByText('8 are saved on this laptop').waitFor();
  await page.getByText('0 of 8 visits are at the office').waitFor();
  await picture(page, 'finish-offline');

  await town.openOffice();
  const send = page.getByRole('button', { name: 'Send now' });
  if (await send.isVisible()) await send.click();
  await page.getByText('8 of 8 visits are at the office').waitFor({ timeout: 60_000 });
  await page.getByText('You may close the lid.').waitFor();
  await page.getByText(/receipt [0-9a-f]{4,}/).first().waitFor();
  await picture(page, 'finish-done');

  assert.deepEqual(page.problems, []);
  await nurse.close();
  assert.equal(nurse.sync().digest_equal, true);
  assert.equal(nurse.dump(), town.office('dump', '--caseload', nurse.user));
  const notes = nurse.say('list', 'note').filter((note) => visits.some((visit) => visit.id === note.visit_id));
  assert.equal(notes.length, 8);
  for (const note of notes) {
    assert.equal(note.status, 'signed');
    assert.equal(note.signature.text, note.body);
  }
  const first = notes.find((note) => note.visit_id === visits[0].id);
  assert.match(first.body, /Dizzy when she stands up/);
  assert.match(first.body, /148\/86/);
  assert.match(first.body, /Call Dr\. Lee/);
  for (const { id } of visits) {
    const visit = town.officeRecord('visit', id);
    assert.equal(visit.status, 'completed');
    assert.deepEqual(visit.clock_events.map((event) => event.event).sort(), ['in', 'out']);
    assert.equal(visit.jots.length, 1);
  }
});

async function jot(page, words) {
  const box = page.getByLabel('Jot', { exact: true });
  await box.fill(words);
  await box.press('Enter');
  await page.getByText(words).first().waitFor();
}

// From the visit, or from the list of loose ends, to the signature.
async function writeNote(page, plan) {
  const write = page.getByRole('link', { name: 'Write the note' }).or(page.getByRole('button', { name: 'Write the note' }));
  const sign = page.getByRole('button', { name: 'Sign and lock' });
  await write.or(sign).first().waitFor();
  if (!(await sign.isVisible())) await write.first().click();
  await page.getByRole('button', { name: 'Insert everything' }).click();
  await page.getByLabel('Plan').last().fill(plan);
  await page.getByText(/Draft saved on this laptop/).first().waitFor();
  await picture(page, 'note');
  await sign.click();
  await page.getByText(/Signed and locked|Undo the signature/).first().waitFor();
}
