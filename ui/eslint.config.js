import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist/', 'src/ipc/generated/', 'test-results/', 'playwright-report/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs['flat/recommended'],
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      'svelte/require-each-key': 'error',
      'svelte/no-at-html-tags': 'error',
      'no-console': 'error',
      // Maps and sets here are replaced whole inside $state.raw, never watched key by key.
      'svelte/prefer-svelte-reactivity': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    files: ['src/**'],
    ignores: ['src/ipc/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ group: ['@tauri-apps/*'], message: 'only ui/src/ipc talks to the shell: use call() from ipc' }],
        },
      ],
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/format/**', 'src/charts/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { property: 'toFixed', message: 'ui/src/format is the only place where numbers become text' },
        { property: 'toLocaleString', message: 'ui/src/format is the only place where numbers become text' },
        {
          object: 'Intl',
          property: 'NumberFormat',
          message: 'ui/src/format is the only place where numbers become text',
        },
        {
          object: 'Intl',
          property: 'DateTimeFormat',
          message: 'ui/src/format is the only place where dates become text',
        },
      ],
    },
  },
)
