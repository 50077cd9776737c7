import { existsSync, readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { COMMANDS } from '../../src/commands/commands.ts';
import { readFaultRules } from '../../src/sandbox/failures/read-faults.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

/** What is wrong with the lines of a shell block; nothing where each could be typed as it stands. */
export function faultsOfShell(text: string): string[] {
  const lines = text.replace(/\\\n\s*/g, ' ').split('\n');
  const commands = lines.flatMap((line) => line.replace(/(^|\s)#.*$/, '').split('&&'));
  return commands
    .map((command) => command.trim())
    .filter(Boolean)
    .flatMap(faultsOf);
}

function faultsOf(command: string): string[] {
  const words =
    command
      .replace(/^([A-Z_]+=\S+ )+/, '')
      .replace(/ > \S+$/, '')
      .match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  const [program = '', ...argv] = words;
  if (program === 'curl') return faultsOfCurl(argv);
  if (program === 'npm') return faultsOfNpm(argv);
  if (program === 'npx' || program === 'cp') return [];
  if (program === 'node') return existsSync(argv[0] ?? '') ? [] : [`${command}: no such file`];
  if (program === 'probonus-gateway') return faultsOfCommand(argv);
  return [`${command}: nobody checks ${program}`];
}

function faultsOfNpm([verb = '', ...rest]: string[]): string[] {
  if (['ci', 'install'].includes(verb)) return [];
  const [name = '', ...options] = (verb === 'run' ? rest : [verb, ...rest]).filter((word) => word !== '-s');
  if (!(name in scripts)) return [`npm: no script ${name}`];
  const argv = options[0] === '--' ? options.slice(1) : options;
  if (name === 'gateway') return faultsOfCommand(argv);
  if (name === 'sandbox') return faultsOfCommand(['sandbox', ...argv]);
  if (name === 'start') return faultsOfCommand([argv.includes('--config') ? 'start' : 'demo', ...argv]);
  return [];
}

/** Commands and options are those that `--help` prints; to load every command would take seconds. */
function faultsOfCommand([name = '', ...argv]: string[]): string[] {
  if (!COMMANDS.some((command) => command.name === name)) return [`no command ${name}`];
  const help = readFileSync(`src/commands/${name}.ts`, 'utf8');
  const [, action] = /^([a-z]+)$/.exec(argv[0] ?? '') ?? [];
  const unknown = argv.filter(
    (word) => word.startsWith('--') && !new RegExp(`${word.replace(/=.*/, '')}\\b`).test(help),
  );
  if (action && !new RegExp(`${name} ${action}\\b`).test(help)) unknown.push(action);
  return unknown.map((word) => `${name}: no ${word}`);
}

function faultsOfCurl(words: string[]): string[] {
  const url = words.find((word) => /^http/.test(word)) ?? '';
  const { pathname } = URL.canParse(url) ? new URL(url) : { pathname: 'no address' };
  const body = words[words.indexOf('-d') + 1]?.replace(/^'|'$/g, '');
  if (/^\/(schema\.graphql|livez|readyz|metrics)$/.test(pathname)) return [];
  if (pathname === '/_sandbox/faults') {
    const rules = readFaultRules(JSON.parse(body ?? '{}'));
    return 'fault' in rules ? [rules.fault] : [];
  }
  if (pathname !== '/graphql') return [`curl: ${url}`];
  return validate(schema, parse(JSON.parse(body ?? '{}').query)).map(({ message }) => message);
}
