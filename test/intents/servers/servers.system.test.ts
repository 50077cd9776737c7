import { testServers } from './test-servers.ts';

testServers('other half');
