import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Secret } from '../../src/lib/secret.ts';

export interface PostgresServer {
  /** A database of its own for each call. */
  database(): Promise<Secret>;
  /** Ends every connection of gateways. */
  cutConnections(): void;
  /** All its processes stand still, as on a paused virtual machine, until the function that it gives is called. */
  pause(): () => void;
  /** Ends it at once, without a checkpoint, and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A real PostgreSQL of Debian's packages on a socket in a temporary folder, run by an unprivileged user. Null where there is none. */
export async function startPostgres(): Promise<PostgresServer | null> {
  const bin = findBinaries();
  const owner = unprivileged();
  if (bin === null || owner === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'pg-'));
  chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const as = { ...owner, cwd: folder, env: { LC_ALL: 'C', PATH: `${bin}:/usr/bin:/bin` } };
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'gateway', '-A', 'trust', '--no-sync'], {
    ...as,
    stdio: 'pipe',
  });
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    'max_connections=60',
    'shared_buffers=16MB',
  ];
  const launch = (): ChildProcess =>
    spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...as,
      stdio: 'ignore',
    });
  let server = launch();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
  };
  const psql = (text: string) =>
    execFileSync(join(bin, 'psql'), ['-h', folder, '-U', 'gateway', '-d', 'postgres', '-qtAc', text], {
      ...as,
      stdio: 'pipe',
    });
  const isUp = () => until(() => psql('SELECT 1'));
  await isUp();

  let databases = 0;
  let goOn = () => {};
  return {
    async database() {
      const name = `gateway_${++databases}`;
      psql(`CREATE DATABASE ${name}`);
      return new Secret(`postgresql://gateway@/${name}?host=${encodeURIComponent(folder)}`);
    },
    cutConnections() {
      psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'probonus-gateway'");
    },
    pause() {
      const { pid } = server;
      if (pid === undefined) throw new Error('PostgreSQL does not run');
      // The parent first, so that it makes no further process.
      process.kill(pid, 'SIGSTOP');
      const all = [pid, ...childrenOf(pid)];
      for (const each of all) signal(each, 'SIGSTOP');
      goOn = () => {
        for (const each of all.splice(0).reverse()) signal(each, 'SIGCONT');
      };
      return goOn;
    },
    async restart() {
      await end('SIGQUIT');
      server = launch();
      await isUp();
    },
    async stop() {
      goOn();
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const [, status = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
      return Number(status.split(' ')[1]) === parent ? Number(pid) : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

function findBinaries(): string | null {
  const base = '/usr/lib/postgresql';
  if (!existsSync(base)) return null;
  const versions = readdirSync(base).filter((name) => existsSync(join(base, name, 'bin/initdb')));
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? null : join(base, newest, 'bin');
}

/** PostgreSQL does not run as root: then it is the user that its package made. */
function unprivileged(): { uid: number; gid: number } | null {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  if (uid === undefined || gid === undefined) return null;
  if (uid !== 0) return { uid, gid };
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  const [, , user, group] = line?.split(':') ?? [];
  return user === undefined || group === undefined ? null : { uid: Number(user), gid: Number(group) };
}

async function until(works: () => void): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return works();
    } catch (error) {
      if (tries >= 600) throw error;
      await pause(100);
    }
  }
}
