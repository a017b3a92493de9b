// One person, one note, two windows: the words of neither are lost, and nobody signs what was not shown.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { holdAnswers, holdRequests, holds, openBeside, openWindow, picture, show, unlock } from './page.mjs';
import { scene } from './scene.mjs';
import { planVisits, todayAt } from './town.mjs';

let visits, visit, first, second, noteId;
let taken = 0;
const parts = scene(async ({ nurse }) => {
  visits = planVisits(nurse, 6);
});

const says = (page) => page.getByLabel('Subjective');
const plans = (page) => page.getByLabel('Plan').last();
const signButton = (page) => page.getByRole('button', { name: 'Sign and lock' });
const isSigned = (page) => page.getByText(/Undo the signature/).waitFor();
const isSaved = (page) => page.getByText(/Draft saved on this laptop/).first().waitFor();
const clash = (page) => page.getByText('Written in another window, too.');
const signedNote = () => parts.nurse.json('show', 'note', noteId);

// Some sections are empty, so it is asked once more.
async function sign(page) {
  await signButton(page).click();
  await page.getByText(/Sign all the same/).waitFor();
  await signButton(page).click();
}

// Both windows show the same draft, which says "She slept badly."
beforeEach(async () => {
  const { nurse, browser } = parts;
  visit = visits[taken++];
  await nurse.open({ sync: false });
  first = await openWindow(browser, nurse);
  await unlock(first);
  await show(first, `visit/${visit.id}`);
  await first.getByRole('link', { name: 'Write the note' }).first().click();
  await says(first).pressSequentially('She slept badly.');
  await isSaved(first);
  noteId = new URL(first.url()).hash.match(/note\/([0-9a-f-]+)/)[1];
  second = await openBeside(first, nurse, `note/${noteId}`);
  await holds(says(second), 'She slept badly.');
});

test('a window without words of its own follows the other one', async () => {
  await plans(first).fill('Ask about the pain.');
  await holds(plans(second), 'Ask about the pain.');
  await says(second).pressSequentially(' She ate well.');
  await isSaved(second);
  await holds(says(first), 'She slept badly. She ate well.');
  assert.equal(await clash(first).isVisible(), false);
  assert.equal(await clash(second).isVisible(), false);
});

// The second one types while the first one saves, so each has words that the other never saw.
async function bothWrite() {
  const held = await holdRequests(second, '**/api/notes/*/draft');
  await plans(second).fill('Weigh her on Friday.');
  await held.asked;
  await says(first).pressSequentially(' Ankles are swollen.');
  await isSaved(first);
  await held.release();
  await clash(second).waitFor();
}

test('what both wrote at once is shown to the one who came second, and both texts go on', async () => {
  await bothWrite();
  await second.getByRole('blockquote').filter({ hasText: 'Ankles are swollen.' }).waitFor();
  assert.equal(await plans(second).inputValue(), 'Weigh her on Friday.');
  assert.equal(await signButton(second).isEnabled(), false);
  await picture(second, 'two-windows');
  // Nothing is chosen yet, and the window is gone: the words come back, and the question with them.
  await second.getByText('Your words are kept on this laptop').waitFor();
  await second.reload();
  await clash(second).waitFor();
  assert.equal(await plans(second).inputValue(), 'Weigh her on Friday.');
  await second.getByRole('button', { name: 'Keep both' }).click();
  await isSaved(second);
  await holds(plans(first), 'Weigh her on Friday.');
  await holds(says(first), 'She slept badly. Ankles are swollen.');
  await signButton(second).click();
  await isSigned(second);
  await isSigned(first);
  await parts.nurse.close();
  parts.nurse.sync();
  assert.match(signedNote().signature.text, /Ankles are swollen\.[\s\S]*Weigh her on Friday\./);
});

test('a window that has not seen the newest words does not sign them', async () => {
  // The first one hears of nothing: neither that something changed nor what.
  const held = await holdRequests(first, '**/api/drafts');
  await plans(second).fill('Call the pharmacy.');
  await isSaved(second);
  const answer = first.waitForResponse(/\/sign$/);
  await sign(first);
  assert.equal((await answer).status(), 409);
  await held.release();
  await clash(first).waitFor();
  await first.getByRole('blockquote').filter({ hasText: 'Call the pharmacy.' }).waitFor();
  assert.equal(await second.getByText(/Undo the signature/).isVisible(), false);
  await first.getByRole('button', { name: 'Take the other one' }).click();
  await holds(plans(first), 'Call the pharmacy.');
  await signButton(first).click();
  await isSigned(first);
  await isSigned(second);
  await parts.nurse.close();
  parts.nurse.sync();
  assert.match(signedNote().signature.text, /She slept badly\.[\s\S]*Call the pharmacy\./);
});

test('words typed in one while the other signs can become an addendum', async () => {
  const held = await holdRequests(second, '**/api/notes/*/draft');
  await plans(second).fill('Order a walker.');
  await held.asked;
  await sign(first);
  await isSigned(first);
  await held.release();
  await second.getByText('This note was signed in another window.').waitFor();
  await second.getByRole('blockquote').filter({ hasText: 'Order a walker.' }).waitFor();
  // The one that signed is not told of another one that did.
  await first.getByText('Some words did not get into this note.').waitFor();
  assert.equal(await first.getByText('This note was signed in another window.').count(), 0);
  await second.getByRole('button', { name: 'Write it as an addendum' }).click();
  await second.getByLabel('Why an addendum?').fill('Written in a second window');
  await signButton(second).click();
  await isSigned(second);
  await parts.nurse.close();
  parts.nurse.sync();
  assert.equal(signedNote().signature.text.includes('walker'), false);
  const addendum = parts.nurse.say('list', 'note').find((note) => note.amends === noteId);
  assert.match(addendum.signature.text, /Order a walker\./);
});

test('a note is shut while it is being signed, so that nobody types what nothing takes', async () => {
  const { nurse } = parts;
  nurse.say('set', 'visit', visit.id, `jots+={"at":"${todayAt(8)}","text":"Dizzy in the morning"}`);
  const insert = first.getByRole('button', { name: /^Insert into/ });
  await insert.waitFor();
  const held = await holdAnswers(first, '**/api/notes/*/sign');
  await sign(first);
  await held.asked;
  for (const part of [plans(first), insert]) {
    assert.equal(await part.evaluate((element) => element.closest('[inert]') !== null), true);
  }
  await held.release();
  await isSigned(first);
  await isSigned(second);
  await first.getByRole('button', { name: 'Undo the signature' }).click();
  await holds(says(first), 'She slept badly.');
  await plans(first).fill('Next week again.');
  await isSaved(first);
  await holds(plans(second), 'Next week again.');
});

test('a line that only says "Plan" stays a line of its section, and Enter goes on after the signature', async () => {
  await says(first).fill('She asked:\nPlan\nfor Friday?');
  await plans(first).fill('Weigh her.');
  await isSaved(first);
  await signButton(first).click();
  await isSigned(first);
  const sheet = first.getByRole('article');
  assert.deepEqual(await sheet.getByRole('heading').allTextContents(), ['Subjective', 'Plan']);
  await sheet.getByText(/She asked:\s+Plan\s+for Friday\?/).waitFor();
  const way = first.getByRole('link', { name: 'Next loose end' });
  await first.locator('a[href^="#/visit/"]', { hasText: 'Next loose end' }).waitFor();
  const next = await way.getAttribute('href');
  await first.getByRole('heading', { level: 1 }).focus();
  await first.keyboard.press('Enter');
  await first.waitForURL((url) => url.hash === next);
});
