// Runs inside the extension host of a real editor, with the real `vscode` API: a desktop VS Code
// (npm run test:desktop) or Code-OSS in a browser (extension-host.test.mjs).
const assert = require('node:assert/strict');
const { writeFileSync } = require('node:fs');
const vscode = require('vscode');

const extension = () => vscode.extensions.getExtension('pilothouse.pilothouse');

const tests = {
  async 'the extension is there and activates'() {
    assert.ok(extension(), 'pilothouse.pilothouse is not installed');
    await extension().activate();
    assert.equal(extension().isActive, true);
  },

  async 'every command of the manifest has a handler'() {
    const known = new Set(await vscode.commands.getCommands(true));
    const declared = extension().packageJSON.contributes.commands.map(({ command }) => command);
    assert.ok(declared.length > 0);
    assert.deepEqual(
      declared.filter(command => !known.has(command)),
      []
    );
  },

  async 'settings have the defaults of the manifest'() {
    const { configuration } = extension().packageJSON.contributes;
    const properties = Object.assign({}, ...[configuration].flat().map(part => part.properties));
    for (const [name, { default: value }] of Object.entries(properties)) {
      const found = vscode.workspace.getConfiguration().inspect(name);
      assert.deepEqual(found?.defaultValue, value, name);
    }
  },

  async 'the views open'() {
    const views = Object.values(extension().packageJSON.contributes.views).flat();
    assert.ok(views.length > 0);
    for (const { id } of views) await vscode.commands.executeCommand(`${id}.focus`);
  }
};

/** The editors call this. Results go to the file that the environment names, if it does. */
exports.run = async () => {
  const results = {};
  for (const [name, body] of Object.entries(tests)) {
    results[name] = await body().then(
      () => 'passed',
      error => String(error.stack)
    );
  }
  const file = process.env.PILOTHOUSE_TEST_RESULTS;
  if (file) writeFileSync(file, JSON.stringify(results));
  const failed = Object.entries(results).filter(([, result]) => result !== 'passed');
  if (failed.length > 0) throw new Error(failed.map(entry => entry.join(': ')).join('\n'));
};
