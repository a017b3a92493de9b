// Two clients at one address: one way there, and a visit and a note for each of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openWindow, picture, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import { closeAndCompare, nameOf, officeMonth, openScreen, saveFacts } from './steps.mjs';
import { activeClients, planVisits, todayAt } from './town.mjs';

const milesDriven = 12;
const kmDriven = 19.312;  // as the record has 12 miles

let visits;
const parts = scene(async ({ nurse }) => {
  const [one, other] = activeClients(nurse);
  const shared = { line: '7 Orchard Lane', city: 'Millbrook', state: 'NY', postal_code: '12545' };
  const addresses = `addresses=${JSON.stringify(shared)}`;
  for (const client of [one, other]) nurse.say('set', 'client', client.id, addresses);
  visits = planVisits(nurse, 3);
  nurse.say('set', 'visit', visits[1].id, `planned_start=${todayAt(8, 30)}`, `planned_end=${todayAt(9)}`);
});

async function writeNote(page, text) {
  await page.getByRole('link', { name: 'Write the note' }).first().click();
  await page.getByLabel('Subjective').fill(text);
  await page.getByLabel('Plan').last().fill('Next visit in two weeks.');
  await page.getByText(/Draft saved on this laptop/).first().waitFor();
  const sign = page.getByRole('button', { name: 'Sign and lock' });
  await sign.click();
  // What is empty is asked about once.
  const signed = page.getByText(/Signed and locked|Undo the signature/).first();
  const asked = page.getByText(/empty\. Sign all the same/);
  await signed.or(asked).first().waitFor();
  if (await asked.isVisible()) await sign.click();
  await signed.waitFor();
}

test('two clients at one address are one trip with two notes, and the miles count once', async () => {
  const { town, nurse, browser } = parts;
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await page.getByText('0 of 3 visits done').waitFor();
  const trip = page.locator('.trip');
  const title = 'One trip, 2 clients: 7 Orchard Lane, Millbrook, NY 12545';
  await trip.getByRole('heading', { name: title }).waitFor();
  assert.equal(await trip.count(), 1);
  const labels = (cards) => cards.map((card) => card.getAttribute('aria-label'));
  const names = visits.slice(0, 2).map((visit) => nameOf(visit.client));
  assert.deepEqual(await trip.getByRole('article').evaluateAll(labels), names);
  // The one who lives elsewhere stands by itself.
  assert.equal(await page.getByRole('article').count(), 3);
  await picture(page, 'trip');

  const said = ['Slept well, no pain', 'Misses the daughter'];
  for (const [place, { client }] of visits.slice(0, 2).entries()) {
    await openScreen(page, 'today');
    const card = trip.getByRole('article', { name: nameOf(client) });
    await card.getByRole('button', { name: 'Start visit' }).click();
    await page.getByRole('heading', { level: 1, name: nameOf(client) }).waitFor();
    if (place === 0) {
      await page.getByLabel('Distance driven').fill(String(milesDriven));
      await saveFacts(page);
    }
    await page.getByRole('button', { name: 'End visit' }).first().click();
    await page.locator('.clock-events').getByText('End', { exact: true }).waitFor();
    await writeNote(page, said[place]);
  }
  await openScreen(page, 'today');
  await page.getByText('2 of 3 visits done').waitFor();
  assert.equal(await trip.getByText('Note signed').count(), 2);
  await picture(page, 'trip-done');

  await openScreen(page, 'sync/month');
  await page.getByRole('row', { name: /Distance/ }).getByText(`${milesDriven} mi`).first().waitFor();
  assert.deepEqual(page.problems, []);

  await closeAndCompare(town, nurse);
  const [first, second] = visits.map(({ id }) => town.officeRecord('visit', id));
  assert.equal(first.mileage_km, kmDriven);
  assert.equal(second.mileage_km, undefined);
  assert.equal(officeMonth(town, nurse).mileage_km, kmDriven);
  for (const [place, { id, client }] of visits.slice(0, 2).entries()) {
    const notes = nurse.say('list', 'note', `client_id=${client.id}`).filter((note) => note.visit_id === id);
    assert.equal(notes.length, 1);
    const note = town.officeRecord('note', notes[0].id);
    assert.equal(note.status, 'signed');
    assert.match(note.signature.text, new RegExp(said[place]));
    assert.doesNotMatch(note.signature.text, new RegExp(said[1 - place]));
  }
});
