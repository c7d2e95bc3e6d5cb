import { expect, test } from 'vitest';
import { findings } from './tree.mjs';

test.each([
  ['a.ts', 'x\n'.repeat(402), /402|403/],
  ['a.html', '<script src="https://cdn' + '.example/x.js">', /run time/],
  ['a.test.ts', 'test' + '.only("x", () => {})', /does not run/],
  ['a.py', 'p = "/home/' + 'ann/data.csv"', /one machine/],
  ['package-lock.json', '"resolved": "' + 'https://registry/x.tgz"', /registry/],
  ['a.md', 'AKIA' + 'ABCDEFGHIJKLMNOP', /access key/]
])('finds what is wrong in %s', (name, text, message) => {
  expect(findings(name, text)).toEqual([expect.stringMatching(message)]);
});

test('leaves good files alone', () => {
  expect(findings('a.ts', "const p = '/home/';\ntest('x', () => {});\n")).toEqual([]);
});
