import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';

export interface GatewayProcess {
  readonly child: ChildProcess;
  /** Of its GraphQL endpoint. */
  readonly url: string;
  /** All that it has printed by now. */
  said(): string;
  /** Resolves with its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** The built command on a configuration whose last tenant is `saturn`, as an operator starts it. It is killed at the end of the test. */
export async function startGatewayProcess(
  config: string,
  env: Record<string, string> = { LOG_LEVEL: 'error' },
): Promise<GatewayProcess> {
  const child = spawn(process.execPath, ['dist/cli.js', 'start', '--config', config], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let text = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (part: Buffer) => {
      text += part;
      const found = /saturn at (\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(text)));
  });
  return { child, url, said: () => text, ended };
}
