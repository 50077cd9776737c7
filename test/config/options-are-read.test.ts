import { resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { listOptions } from '../../src/config/options.ts';
import { configShape } from '../../src/config/shape.ts';

/** Folders whose reads give an option no effect on what is served. */
const ELSEWHERE = /\/src\/(config|commands|doctor|sandbox|domain|graph)\//;
/** A limit of `doctor`, which is no part of what is served. */
const OF_DOCTOR = ['tenants.[].upstream.maxBytes.document'];
const options = listOptions(configShape({ production: false, baseDir: '/', env: {}, readFile: () => '' })).filter(
  ({ isSection }) => !isSection,
);
const names = new Set(options.flatMap(({ keys }) => keys));

/** Declarations of the properties that the gateway's code reads, as the type checker resolves them: a mere mention is no read. */
function readProperties(program: ts.Program, checker: ts.TypeChecker): ReadonlySet<ts.Declaration> {
  const found = new Set<ts.Declaration>();
  const add = (symbol: ts.Symbol | undefined) => {
    for (const declaration of symbol?.declarations ?? []) found.add(declaration);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && names.has(node.name.text)) add(checker.getSymbolAtLocation(node.name));
    if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent) && !node.dotDotDotToken) {
      const name = (node.propertyName ?? node.name).getText();
      if (names.has(name)) add(checker.getPropertyOfType(checker.getTypeAtLocation(node.parent), name));
    }
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles()) {
    if (file.fileName.includes('/src/') && !file.isDeclarationFile && !ELSEWHERE.test(file.fileName)) visit(file);
  }
  return found;
}

/** What GatewayConfig declares on the way to an option: one list of declarations for each key. */
function declarationsOf(checker: ts.TypeChecker, config: ts.Type, keys: readonly string[]): ts.Declaration[][] {
  let types = [config];
  const found: ts.Declaration[][] = [];
  for (const key of keys) {
    const parts = types.flatMap((type) => (type.isUnion() ? type.types : [type]));
    if (key === '[]') {
      types = parts.flatMap((part) => checker.getIndexTypeOfType(part, ts.IndexKind.Number) ?? []);
      continue;
    }
    const symbols = parts.flatMap((part) => checker.getPropertyOfType(part, key) ?? []);
    types = symbols.map((symbol) => checker.getTypeOfSymbol(symbol));
    found.push(symbols.flatMap(({ declarations = [] }) => declarations));
  }
  return found;
}

test('every option is read by the gateway', () => {
  const file = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options: compilerOptions } = ts.parseJsonConfigFileContent(file.config, ts.sys, '.');
  const program = ts.createProgram([resolve('src/main.ts')], compilerOptions);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile('src/config/gateway-config.ts');
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find(({ name }) => name === 'GatewayConfig');
  if (!symbol) throw new Error('there is no GatewayConfig');
  const config = checker.getDeclaredTypeOfSymbol(symbol);

  const read = readProperties(program, checker);
  const isRead = (keys: readonly string[]) =>
    declarationsOf(checker, config, keys).every((step) => step.some((declaration) => read.has(declaration)));
  const path = ({ keys }: { keys: readonly string[] }) => keys.join('.');
  expect(options.length).toBeGreaterThan(70);
  const unread = options.filter(({ keys }) => !isRead(keys)).map(path);
  expect(unread.filter((option) => !OF_DOCTOR.includes(option))).toEqual([]);
});
