import { fileURLToPath } from 'node:url';
import { createBackend } from './backend.ts';

const { GATEWAY = 'http://127.0.0.1:4000/graphql', KEY = '', PORT = '4100' } = process.env;
const pages = fileURLToPath(new URL('./dist', import.meta.url));
createBackend({ gateway: GATEWAY, key: KEY, phoneOf: () => '+79000001042', pages }).listen(
  Number(PORT),
  '127.0.0.1',
  () => console.log(`http://127.0.0.1:${PORT}`),
);
