/** Asks a whole gateway for documents grown from its schema: `npm run fuzz -- [--runs 200000] [--seed N]`. Loopback only. */
import { runTest } from './run-test.mjs';

runTest({ folder: 'test/fuzz', name: 'FUZZ', what: 'documents', runs: '20000' });
