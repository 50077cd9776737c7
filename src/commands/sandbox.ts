import { createSandbox, type SandboxOptions } from '../sandbox/sandbox.ts';

export type SandboxArgs = Pick<SandboxOptions, 'port' | 'host' | 'variant' | 'seed' | 'dataFile'>;

/** Runs one emulated ProBonus until the process is told to stop. Rejects when the port is taken. */
export async function runSandbox(args: SandboxArgs): Promise<void> {
  const sandbox = await createSandbox({ port: 11030, ...args });
  console.log(`ProBonus (emulated) at ${sandbox.url}`);
}
