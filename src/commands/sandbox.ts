import { createSandbox, type SandboxOptions } from '../sandbox/sandbox.ts';

export type SandboxArgs = Pick<SandboxOptions, 'port' | 'host' | 'variant' | 'seed' | 'dataFile'>;

/** Runs one emulated ProBonus until SIGINT or SIGTERM. Rejects when the port is taken or the data file is not its own. */
export async function runSandbox(options: SandboxArgs): Promise<void> {
  const sandbox = await createSandbox({ port: 11030, ...options });
  console.log(`emulated ProBonus: ${sandbox.url}
its API to try out: ${sandbox.origin}/docs
log in as admin/admin, or with the fixed token ${options.variant ?? 'saturn'}-gateway-token`);
  await new Promise<void>((stop) => {
    process.once('SIGINT', () => stop());
    process.once('SIGTERM', () => stop());
  });
  await sandbox.close();
}
