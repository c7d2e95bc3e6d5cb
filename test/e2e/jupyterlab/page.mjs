// What a user does in JupyterLab, by roles and labels.
import { expectVisible } from './expect.mjs';

/** Open JupyterLab and wait until it can be used. */
export async function openLab(page, url) {
  await page.goto(url);
  await page.getByRole('tab', { name: /^Pilothouse/ }).waitFor({ timeout: 60_000 });
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached', timeout: 60_000 });
}

/** Show the sidebar and return it. */
export async function openSidebar(page) {
  const tab = page.getByRole('tab', { name: /^Pilothouse/ });
  if ((await tab.getAttribute('aria-selected')) !== 'true') {
    await tab.click();
  }
  const sidebar = page.getByRole('region', { name: 'Pilothouse', exact: true });
  await expectVisible(sidebar.getByText('Jobs', { exact: true }));
  return sidebar;
}

/** Show the file browser. */
export async function openFiles(page) {
  const tab = page.getByRole('tab', { name: /^File Browser/ });
  if ((await tab.getAttribute('aria-selected')) !== 'true') {
    await tab.click();
  }
}

/** Right click on a file, then "Train with AutoML". @returns the form. */
export async function trainWithAutoML(page, name) {
  await openFiles(page);
  await page.getByRole('button', { name: 'Refresh the file browser.' }).first().click();
  const start = `Name: ${name}`.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const item = page.getByRole('listitem', { name: new RegExp(`^${start}`) });
  await item.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Train with AutoML' }).click();
  return launcher(page);
}

/** The form of a new job in the visible tab: its title tells the job or the data. */
export const launcher = page => view(page, /^(New AutoML job$|New job: |Clone of )/);

/** The view in the visible tab of the main area, by the name of its region. */
export function view(page, name) {
  return page.getByRole('region', { name, exact: true }).filter({ visible: true });
}

/** Choose a theme through JupyterLab's menu. */
export async function chooseTheme(page, name) {
  await page.getByRole('menuitem', { name: 'Settings', exact: true }).click();
  // Items that open another menu have no accessible name of their own.
  const item = text => page.locator('.lm-Menu-itemLabel').getByText(text, { exact: true });
  await item('Theme').click();
  await item(name).click();
  await page.waitForFunction(expected => document.body.dataset.jpThemeName === expected, name);
}

/** Run a command of the palette. */
export async function runCommand(page, name) {
  await page.keyboard.press('Control+Shift+C');
  const palette = page.getByRole('dialog').or(page.locator('.jp-ModalCommandPalette'));
  await palette.getByRole('textbox').or(palette.getByRole('searchbox')).first().fill(name);
  await palette.getByRole('menuitem', { name }).first().click();
}

/** Press a button of the dialog that is open and give its text. */
export async function answerDialog(page, button) {
  const text = await dialog(page).innerText();
  await dialog(page).getByRole('button', { name: button }).click();
  await dialog(page).waitFor({ state: 'detached' });
  return text;
}

/** The dialog that is open. */
export const dialog = page => page.getByRole('dialog');
