// My month: visits, units and miles, as the laptop counts them and as the office does.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openWindow, picture, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import { closeAndCompare, nameOf, officeMonth, openScreen, saveFacts } from './steps.mjs';
import { planVisits } from './town.mjs';

const miles = (km) => `${Number((km / 1.609344).toFixed(1))} mi`;

let visits;
const parts = scene(async ({ nurse }) => {
  visits = planVisits(nurse, 4);
  const [one, two, three] = visits;
  nurse.say('set', 'visit', one.id, 'status=completed', 'units=4', 'mileage_km=16.09');
  nurse.say('set', 'visit', two.id, 'status=completed', 'units=2.5', 'mileage_km=8.05');
  nurse.say('set', 'visit', three.id, 'status=no_show', 'status_reason=No transport');
  nurse.sync();
});

// What a row says for the laptop and for the office.
async function figure(page, name) {
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  return row.getByRole('cell').evaluateAll((cells) => cells.slice(0, 2).map((cell) => cell.innerText));
}

async function assertFigures(page, { here, office }) {
  const counts = { Visits: 'visits', Completed: 'completed', 'No-show': 'no_show', Units: 'units' };
  for (const [name, key] of Object.entries(counts))
    assert.deepEqual(await figure(page, name), [String(here[key]), String(office[key])], name);
  assert.deepEqual(await figure(page, 'Distance'), [miles(here.mileage_km), miles(office.mileage_km)]);
}

test('the month is the same at both ends after a sync, and a difference names its visit', async () => {
  const { town, nurse, browser } = parts;
  const [changed, elsewhere] = visits;
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await openScreen(page, 'sync/month');
  await page.getByText('The same on both sides').waitFor();
  const atFirst = officeMonth(town, nurse);
  assert.deepEqual(atFirst.units, 6.5);
  await assertFigures(page, { here: atFirst, office: atFirst });
  await picture(page, 'month-equal');

  // Changed here and not sent yet; by the office meanwhile another visit, and the same one in another field.
  await openScreen(page, `visit/${changed.id}`);
  await page.getByLabel('Units').fill('6');
  await saveFacts(page);
  town.office('set', 'visit', changed.id, 'mileage_km=20');
  town.office('set', 'visit', elsewhere.id, 'units=3');
  await openScreen(page, 'sync/month');
  await page.getByText('1 visit makes the difference.').waitFor();
  const named = page.getByRole('listitem').filter({ has: page.locator(`a[href="#/visit/${changed.id}"]`) });
  assert.match(await named.innerText(), new RegExp(`^${nameOf(changed.client)}.*: Units$`));
  assert.equal(await page.locator(`main li a[href="#/visit/${elsewhere.id}"]`).count(), 0);
  await assertFigures(page, { here: { ...atFirst, units: 8.5 }, office: atFirst });
  const different = page.getByRole('row').filter({ has: page.getByRole('cell', { name: 'differs' }) });
  assert.equal(await different.count(), 1);
  await picture(page, 'month-differs');

  await page.getByRole('link', { name: nameOf(changed.client) }).first().click();
  await page.getByRole('heading', { level: 1, name: nameOf(changed.client) }).waitFor();

  await closeAndCompare(town, nurse);
  const atLast = officeMonth(town, nurse);
  assert.deepEqual(atLast, { ...atFirst, units: 9, mileage_km: 28.05 });
  await nurse.open({ sync: false });
  await page.goto(`${new URL(nurse.url).origin}/#/sync/month`);
  await unlock(page);
  await page.getByText('The same on both sides').waitFor();
  await page.getByText(/compared everything and found it equal/).waitFor();
  await assertFigures(page, { here: atLast, office: atLast });
  assert.deepEqual(page.problems, []);
  await nurse.close();
});
