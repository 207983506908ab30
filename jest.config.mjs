// Jest runs the compiled output as ES modules: what is tested is what is shipped.
const config = {
  testMatch: ['<rootDir>/build/test/**/*.test.js'],
  transform: {},
  testEnvironment: 'node',
  testTimeout: 30_000,
};
export { config as default };
