// The storage view, the same in both IDEs.
import assert from 'node:assert/strict';
import { expectText, expectVisible } from '../jupyterlab/expect.mjs';
import { runPython } from './servers.mjs';

/** What is on the disk, whatever a view says. */
const onDisk = data =>
  JSON.parse(
    runPython(['-m', 'pilothouse_engine', 'disk', '--json'], { env: { PILOTHOUSE_DATA_DIR: data } })
  );

const rowOf = (view, grid, name) =>
  view.getByRole('grid', { name: grid }).getByRole('row').filter({ hasText: name });
const refresh = view => view.getByRole('button', { name: 'Refresh' }).click();

/** The job's artifacts are listed with what needs them. */
export async function checkNeeded(view, job, endpoint) {
  await expectText(
    rowOf(view, 'Storage by job', job),
    new RegExp(`Completed.*B.*${endpoint}`, 's')
  );
  const { jobs } = onDisk((await view.locator('.ph-code').first().innerText()).trim());
  assert.deepEqual(jobs.find(({ name }) => name === job).neededBy, [`endpoint ${endpoint}`]);
}

/**
 * Clean the artifacts of a job that nothing needs any more.
 *
 * @param options.decline,options.agree Answer the IDE's question; each gives its text.
 */
export async function cleanJob(view, job, data, { decline, agree }) {
  await refresh(view);
  const choice = view.getByRole('checkbox', { name: `Clean ${job}` });
  const button = view.getByRole('button', { name: 'Clean selected…' });
  const row = rowOf(view, 'Storage by job', job);
  await expectVisible(row.filter({ hasNotText: /endpoint/ }));
  assert.ok(await button.isDisabled());
  await choice.check();
  const before = onDisk(data);

  await button.click();
  assert.match(await decline(), new RegExp(`models and reports of ${job} from this machine`));
  await expectVisible(button);
  assert.ok(await choice.isChecked());
  assert.equal(onDisk(data).totalBytes, before.totalBytes);

  await button.click();
  assert.match(await agree(), /cannot be undone/);
  await expectText(view, /[1-9][\d.]* [kM]B freed\./, 30_000);
  const { cleanableBytes } = before.jobs.find(({ name }) => name === job);
  const after = onDisk(data);
  assert.ok(cleanableBytes > 10_000, `${cleanableBytes} bytes`);
  // The database and the logs grow by a little meanwhile.
  assert.ok(after.totalBytes < before.totalBytes - cleanableBytes + 100_000);
  await row.waitFor({ state: 'detached' });
  await expectText(rowOf(view, 'Storage by category', 'Artifacts of jobs'), /\b0 B\b/);
}
