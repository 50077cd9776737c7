/** Interleavings of tenants, guests and staff with canaries in their data: `npm run isolation -- [--runs 100000] [--seed N]`. Loopback only. */
import { runTest } from './run-test.mjs';

runTest({ folder: 'test/isolation', name: 'ISOLATION', what: 'interleavings', runs: '10000' });
