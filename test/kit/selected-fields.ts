import {
  type ASTNode,
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isUnionType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import ts from 'typescript';

/** What stands for a value that is known at run time only: a name that nothing has. */
const UNKNOWN = '_';

/** The texts of a TypeScript file, with its constants filled in. */
function textsOf(source: string): string[] {
  const constants = new Map<string, string>();
  const texts: string[] = [];
  const read = (node: ts.Node): string | undefined => {
    if (ts.isIdentifier(node)) return constants.get(node.text);
    if (ts.isStringLiteralLike(node)) return node.text;
    if (!ts.isTemplateExpression(node)) return undefined;
    const parts = node.templateSpans.map(({ expression, literal }) => (read(expression) ?? UNKNOWN) + literal.text);
    return node.head.text + parts.join('');
  };
  const walk = (node: ts.Node): void => {
    const text = ts.isIdentifier(node) ? undefined : read(node);
    if (text !== undefined) texts.push(text);
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      const value = read(node.initializer);
      if (value !== undefined) constants.set(node.name.text, value);
    }
    ts.forEachChild(node, walk);
  };
  walk(ts.createSourceFile('test.ts', source, ts.ScriptTarget.Latest));
  return texts;
}

function parsed(text: string): DocumentNode | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/**
 * `Type.field` of every field that the GraphQL in the texts of a test selects; that of an interface for one that is selected
 * on it. A mutation whose name stands alone is asked for by `mutate` of the kit, and so are selections of its payload.
 */
export function selectedFields(schema: GraphQLSchema, source: string): Set<string> {
  const texts = textsOf(source);
  const mutations = schema.getMutationType()?.getFields() ?? {};
  const named = texts.flatMap((text) => mutations[text] ?? []);
  const results = new Set(named.map(({ type }) => getNamedType(type)));
  const payloads = [...results].flatMap((type) => (isUnionType(type) ? type.getTypes() : []));
  const found = new Set(named.map(({ name }) => `Mutation.${name}`));
  const record = (node: ASTNode, parent?: GraphQLObjectType) => {
    const info = new TypeInfo(schema, parent);
    const Field = () => {
      const [type, field] = [info.getParentType(), info.getFieldDef()];
      if (type && field) found.add(`${type.name}.${field.name}`);
    };
    visit(node, visitWithTypeInfo(info, { Field }));
  };
  for (const text of texts) {
    const document = /^\s*(\{|query|mutation|fragment)/.test(text) ? parsed(text) : undefined;
    if (document) record(document);
    else if (payloads.length > 0 && /^[\s\w.]+\{/.test(text))
      for (const selection of parsed(`{ ${text} }`)?.definitions ?? [])
        if ('selectionSet' in selection) for (const payload of payloads) record(selection.selectionSet, payload);
  }
  return found;
}
