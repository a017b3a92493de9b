// What several walks do: look for a client, open a visit's menu, compare what the laptop and the office have.
import assert from 'node:assert/strict';

// As the program calls them: by the name that they like.
export const nameOf = (client) => `${client.preferred_name ?? client.given_name} ${client.family_name}`;

// Local midnight, so many days from today.
export function dayFromToday(days) {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
}

// As an input of the type date has it.
export function dateInput(day) {
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

export function atHour(day, hour, minute = 0) {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour, minute);
}

export function openScreen(page, route) {
  return page.evaluate((hash) => { location.hash = hash; }, `#/${route}`);
}

// In a dialog that asks for whom: types the family name and takes the client who is meant.
export async function chooseClient(dialog, client) {
  await dialog.getByLabel('Find the client').fill(client.family_name);
  await dialog.getByRole('option').filter({ hasText: nameOf(client) }).first().click();
}

// The menu of a client's visit, within a page or a part of it.
export async function chooseInMenu(place, client, item) {
  const label = place.page().getByLabel(`More for ${nameOf(client)}`);
  const menu = place.locator('details', { has: label }).first();
  await menu.locator('summary').click();
  await menu.getByRole('button', { name: item, exact: true }).click();
}

export async function saveDialog(page, button = 'Save') {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

// What was filled in "about the visit".
export async function saveFacts(page) {
  await page.getByRole('region', { name: 'About the visit' }).getByRole('button', { name: 'Save' }).click();
  await page.getByText('Changed, not saved yet').waitFor({ state: 'detached' });
}

export function visitsOf(laptop, client) {
  return laptop.say('list', 'visit', `client_id=${client.id}`);
}

// Ends the program, syncs, and finds the same at both ends, byte by byte.
export async function closeAndCompare(town, laptop) {
  await laptop.close();
  assert.equal(laptop.sync().digest_equal, true);
  assert.equal(laptop.dump(), town.office('dump', '--caseload', laptop.user));
}

// What the office counts for the worker of this laptop, this month.
export function officeMonth(town, laptop) {
  const month = dateInput(new Date()).slice(0, 7);
  return town.officeLines('month', month, '--worker', laptop.user)[0].figures;
}
