import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// Who may use whom: `app` puts the features together, features stand next to each
// other and know only `shared`, and `shared` knows nobody.
const rooms = (message, ...regexes) => [
  "error",
  { patterns: regexes.map((regex) => ({ regex, message })) },
];

export default tseslint.config(
  { ignores: ["dist", "fake", "public", "src/shared/api/schema.d.ts", "eslint.config.js"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "react-hooks": hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      // The typed router throws redirects, and numbers belong into texts.
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/no-non-null-assertion": "error",
    },
  },
  {
    files: ["src/features/**"],
    rules: { "no-restricted-imports": rooms("A feature uses `shared`, never another feature or `app`.", "^@/(app|features)/", "^\\.\\./") },
  },
  {
    files: ["src/shared/**"],
    rules: { "no-restricted-imports": rooms("`shared` knows neither features nor `app`.", "^@/(app|features)/", "^(\\.\\./)+(app|features)/") },
  },
);
