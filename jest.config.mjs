// Jest runs the compiled output as ES modules: what is tested is what is shipped.
// The time limit only ends a test that hangs: it is long enough for a machine that is ten times as slow as ours.
const config = {
  testMatch: ['<rootDir>/build/test/**/*.test.js'],
  transform: {},
  testEnvironment: 'node',
  testTimeout: 300_000,
  maxWorkers: 2,
};
export { config as default };
