// What the linter holds: strict, type-checked TypeScript, small files and functions.
// No rule here turns imports into `import type`: Nest finds what to inject through real imports.
import eslint from '@eslint/js';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import tseslint from 'typescript-eslint';

const maxLines = { skipBlankLines: true, skipComments: true };
const nodeGlobals = ['process', 'console', 'Buffer', 'URL', 'fetch', 'setTimeout', 'clearTimeout', 'AbortSignal'];

export default tseslint.config(
  { ignores: ['dist/', 'data/', 'coverage/', '.cache/', 'docs/', '**/*.cjs'] },
  eslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      // `row['shop_id']` says that the key is a column's name and no property of ours.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Options given as an object literal to a library's class of options are the usual way.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Interfaces of ports are asynchronous; an in-process implementation need not await.
      '@typescript-eslint/require-await': 'off',
      // `||` on an empty string is often what is meant.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
    },
  },
  {
    // One rule cannot have two levels: a second name for it makes 300 lines a warning and 500 an error.
    files: ['**/*.{ts,tsx,js,mjs}'],
    plugins: { size: { rules: { 'max-lines': builtinRules.get('max-lines') } } },
    rules: {
      'max-lines': ['warn', { max: 300, ...maxLines }],
      'size/max-lines': ['error', { max: 500, ...maxLines }],
      'max-lines-per-function': ['warn', { max: 60, ...maxLines }],
    },
  },
  {
    files: ['**/*.spec.{ts,tsx}', 'test/**/*.ts'],
    rules: {
      'max-lines': ['warn', { max: 400, ...maxLines }],
      'max-lines-per-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // One table after another: a list, not a function that does something.
    files: ['src/persistence/entities/*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])) },
  },
);
