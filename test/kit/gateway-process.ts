import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** The built command on a configuration with the tenant `saturn`, as an operator starts it. It is killed at the end of the test. */
export async function startGatewayProcess(config: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['dist/cli.js', 'start', '--config', config], { env: { LOG_LEVEL: 'error' } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    const read = (part: Buffer) => {
      text += part;
      const found = /saturn at (\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(text)));
  });
  return { child, url };
}
