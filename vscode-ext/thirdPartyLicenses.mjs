/** The licences of what the bundles hold: their terms want them to travel along. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const PACKAGE = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** Folders of the packages of which something is in a bundle. */
const folders = new Set();

/** esbuild: notes the packages that a build bundles. */
export const noteLicenses = {
  name: 'note-licenses',
  setup({ initialOptions, onEnd }) {
    initialOptions.metafile = true;
    const base = initialOptions.absWorkingDir;
    onEnd(({ metafile }) => {
      for (const { inputs } of Object.values(metafile?.outputs ?? {})) {
        for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
          const [folder] = (bytesInOutput > 0 && PACKAGE.exec(path.resolve(base, file))) || [];
          if (folder) folders.add(folder);
        }
      }
    });
  }
};

/**
 * @returns one text: each licence once, after the packages that come under it.
 * @throws Error naming a package that does not say its licence.
 */
export async function licenseText() {
  const packagesOf = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license, author } = JSON.parse(
      await readFile(path.join(folder, 'package.json'), 'utf8')
    );
    if (!license) throw new Error(`${name} is bundled and does not say its licence.`);
    const files = (await readdir(folder)).filter(file => LICENCE_FILE.test(file)).sort();
    const texts = await Promise.all(files.map(file => readFile(path.join(folder, file), 'utf8')));
    // A few packages bring no file of it.
    const text =
      texts.map(one => one.replaceAll('\r\n', '\n').trim()).join('\n\n') ||
      `${license}, as its package.json says. Author: ${author?.name ?? author ?? 'not named'}.`;
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const rule = '-'.repeat(80);
  return [...packagesOf]
    .map(([text, packages]) => `${rule}\n${packages.join('\n')}\n${rule}\n\n${text}\n`)
    .join('\n');
}
