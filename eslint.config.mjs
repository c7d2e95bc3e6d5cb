import jupyter from '@jupyter/eslint-plugin';
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { boundaries } from './scripts/checks/boundaries.mjs';

const TYPESCRIPT = ['**/*.{ts,tsx}'];
const SCRIPTS = ['**/*.mjs', '**/*.cjs'];

/** Service data, file names and file contents are hostile: they are only ever text. */
const markup = [
  'AssignmentExpression[left.property.name=/^(innerHTML|outerHTML|srcdoc)$/]',
  "CallExpression[callee.property.name='insertAdjacentHTML']",
  "JSXAttribute[name.name='dangerouslySetInnerHTML']"
].map(selector => ({
  selector,
  message: 'Build text nodes and elements; never markup from data.'
}));

/** Every rule of the plugin's recommendation counts: a warning nobody has to mend is noise. */
const asErrors = rules =>
  Object.fromEntries(
    Object.entries(rules).map(([name, level]) => [name, level === 'off' ? 'off' : 'error'])
  );

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/lib/**',
      '**/dist/**',
      '**/labextension/**',
      '**/.venv/**',
      '**/.cache/**',
      'test/output/**',
      'test/fixtures/**',
      'coverage/**'
    ]
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: [...TYPESCRIPT, ...SCRIPTS],
    extends: [js.configs.recommended],
    rules: {
      'max-lines': ['error', 400],
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': ['error', ...markup],
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }]
    }
  },
  {
    files: SCRIPTS,
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['process', 'Buffer', 'URL', 'URLSearchParams', 'performance', 'structuredClone'],
          ...['fetch', 'AbortController', 'AbortSignal', 'TextEncoder', 'TextDecoder', 'console'],
          ...[
            'require',
            'exports',
            'setTimeout',
            'clearTimeout',
            'setInterval',
            'clearInterval',
            'setImmediate'
          ],
          // Functions that Playwright sends into the page.
          ...['document', 'window', 'navigator', 'getComputedStyle', 'location'],
          ...['requestAnimationFrame', 'customElements', 'MutationObserver', 'Event', 'globalThis']
        ].map(name => [name, 'readonly'])
      )
    }
  },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: {
        project: [
          'shared/tsconfig.json',
          'jupyterlab-ext/tsconfig.json',
          'vscode-ext/tsconfig.json',
          'test/tsconfig.json'
        ],
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' }
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-floating-promises': ['error', { ignoreIIFE: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ]
    }
  },
  {
    files: ['**/*.tsx', 'shared/src/views/**/*.ts'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error'
    }
  },
  ...jupyter.configs.recommended.map(({ files, rules, ...rest }) => ({
    ...rest,
    files: files.map(pattern => pattern.replace(/^\*\*/, 'jupyterlab-ext/**')),
    plugins: { jupyter },
    rules: asErrors(rules)
  })),
  ...boundaries
);
