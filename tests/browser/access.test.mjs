// WCAG 2.2 AA as far as a program can tell, a note by keyboard alone, and Spanish.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openWindow, picture, unlock, violations } from './page.mjs';
import { scene } from './scene.mjs';
import { passphrase, planVisits } from './town.mjs';

let visits;
const parts = scene(async ({ nurse }) => {
  visits = planVisits(nurse, 2);
  nurse.say('set', 'client', visits[0].client.id, 'safety_alerts+=Large dog in the yard', 'preferred_name=Rosie');
  nurse.say('set', 'client', visits[0].client.id,
    'phones+={"number":"+1 415 555 0134","use":"mobile","safe_to_call":true,"safe_to_leave_message":false}');
});

const screens = () => [
  'today', 'week', 'clients', 'new-client', 'finish', 'sync', 'conflicts', 'settings', 'help',
  `client/${visits[0].client.id}`, `before/${visits[0].id}`, `visit/${visits[0].id}`,
];

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing on any screen, ${colorScheme}`, async () => {
    const { nurse, browser } = parts;
    await nurse.open({ sync: false });
    const page = await openWindow(browser, nurse, { colorScheme, viewport: { width: 1024, height: 768 } });
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    const found = (await violations(page)).map((item) => `door: ${item}`);
    await unlock(page);
    for (const screen of screens()) {
      await page.evaluate((hash) => { location.hash = hash; }, `#/${screen}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.waitForTimeout(400);
      for (const item of await violations(page)) found.push(`${screen}: ${item}`);
      await picture(page, `${colorScheme}-${screen.split('/')[0]}`);
    }
    assert.deepEqual(found, []);
    assert.deepEqual(page.problems, []);
    await nurse.close();
  });
}

test('at twice the size everything still fits the width', async () => {
  const { nurse, browser } = parts;
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse, { viewport: { width: 512, height: 384 }, deviceScaleFactor: 2 });
  await unlock(page);
  for (const screen of screens()) {
    await page.evaluate((hash) => { location.hash = hash; }, `#/${screen}`);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForTimeout(300);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${screen} is ${over} px too wide`);
  }
  await nurse.close();
});

// Moves on with Tab until what has the focus is called so.
async function tabTo(page, name) {
  for (let steps = 0; steps < 150; ++steps) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element?.labels?.[0]?.innerText ?? element?.getAttribute('aria-label') ?? element?.innerText ?? '';
      return label.trim();
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

test('a visit is documented and signed by keyboard alone', async () => {
  const { nurse, browser } = parts;
  await nurse.open({ sync: false });
  const page = await openWindow(browser, nurse);
  await unlock(page);
  await page.getByText('0 of 2 visits done').waitFor();
  await tabTo(page, /^Start visit/);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'End visit' }).first().waitFor();
  await tabTo(page, /^Jot/);
  await page.keyboard.type('Steady on the stairs');
  await page.keyboard.press('Enter');
  await page.getByText('Steady on the stairs').first().waitFor();
  await tabTo(page, /^Write the note/);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sign and lock' }).waitFor();
  await tabTo(page, /^Subjective/);
  await page.keyboard.type('She feels well.');
  await tabTo(page, /^Plan/);
  await page.keyboard.type('Next visit in two weeks.');
  await tabTo(page, /^Sign and lock/);
  await page.keyboard.press('Enter');
  await page.getByText(/Signed and locked|Undo the signature/).first().waitFor();
  await nurse.close();
  nurse.sync();
  const note = nurse.say('list', 'note').find((item) => visits.some((visit) => visit.id === item.visit_id));
  assert.match(note.signature.text, /She feels well\.[\s\S]*Next visit in two weeks\./);
});

// Its front page in Spanish, unlocked.
async function openInSpanish(browser, laptop) {
  const page = await openWindow(browser, laptop, { locale: 'es-MX' });
  await page.getByLabel('Contraseña', { exact: true }).fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Clientes', exact: true }).waitFor();
  return page;
}

test('in Spanish', async () => {
  const { nurse, browser } = parts;
  await nurse.open({ sync: false });
  const page = await openInSpanish(browser, nurse);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'es');
  for (const screen of screens()) {
    await page.evaluate((hash) => { location.hash = hash; }, `#/${screen}`);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForTimeout(300);
    const text = await page.evaluate(() => document.body.innerText);
    const english = text.match(/\b(Start visit|Before I knock|Saved on|The office|Safety alerts|Write the note|Try now|Phone|Address|Nothing)\b/g);
    assert.equal(english, null, `${screen} has English words: ${english}`);
    await picture(page, `es-${screen.split('/')[0]}`);
  }
  await nurse.close();
});

test('what the program and the office object to is said in Spanish', async () => {
  const { nurse, browser } = parts;
  const { client } = visits[0];
  nurse.say('set', 'client', client.id, 'birth_date=2199-01-01');
  nurse.sync();
  await nurse.open({ sync: false });
  const page = await openInSpanish(browser, nurse);

  await page.evaluate((hash) => { location.hash = hash; }, '#/sync');
  await page.getByText('Motivo: no es válido: Fecha de nacimiento 2199-01-01 está en el futuro').waitFor();
  await picture(page, 'es-parked');

  await page.evaluate((hash) => { location.hash = hash; }, `#/client/${client.id}`);
  await page.getByRole('button', { name: 'Escribir una nota' }).click();
  await page.getByLabel('Plan').fill('Vuelvo en dos semanas. '.repeat(2000));
  const sign = page.getByRole('button', { name: 'Firmar y cerrar' });
  await sign.click();
  await page.getByText('¿Firmar de todos modos?').waitFor();
  await sign.click();
  const refused = page.getByRole('alert').filter({ hasText: 'la nota es demasiado larga para firmarla' });
  await refused.getByText('Pase una parte a una segunda nota').waitFor();
  await picture(page, 'es-refused');
  await nurse.close();
});
