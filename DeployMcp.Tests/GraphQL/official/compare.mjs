// Reads {sdl, cases: [{query, variables, operationName, root}]} and answers with what graphql-js makes of each case, beside
// its own introspection and printing of the schema.
import { buildClientSchema, buildSchema, execute, getIntrospectionQuery, lexicographicSortSchema, parse, printSchema, validate, validateSchema } from 'graphql';
import { readFileSync } from 'node:fs';

const { sdl, cases, introspection } = JSON.parse(readFileSync(0, 'utf8'));
const schema = buildSchema(sdl);
const told = (errors) => errors?.map((e) => e.toJSON());

/** The same resolving as TestSchema's: data from the root, __error throws, echo gives the arguments back. */
function fieldResolver(source, args, context, info) {
  const value = source[info.fieldName];
  if (info.fieldName.startsWith('echo')) return args;
  if (info.fieldName === 'add') return { value: (context.count += args.n) };
  if (value?.__error) throw new Error(value.__error);
  return args.upper && typeof value === 'string' ? value.toUpperCase() : value;
}

async function run({ query, variables, operationName, root }) {
  let document;
  try {
    document = parse(query);
  } catch (e) {
    return { stage: 'parse', errors: told([e]) };
  }
  const invalid = validate(schema, document);
  if (invalid.length > 0) return { stage: 'validate', errors: told(invalid) };
  const result = await execute({
    schema, document, rootValue: root, contextValue: { count: 0 }, variableValues: variables ?? {}, operationName, fieldResolver,
  });
  return { stage: 'execute', hasData: 'data' in result, data: result.data, errors: told(result.errors) };
}

const results = [];
for (const one of cases ?? []) results.push(await run(one));
console.log(JSON.stringify({
  results,
  printed: printSchema(schema),
  schemaErrors: told(validateSchema(schema)),
  introspectionQuery: getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, oneOf: true }),
  rebuilt: introspection && printSchema(lexicographicSortSchema(buildClientSchema(introspection))),
  sorted: printSchema(lexicographicSortSchema(schema)),
}));
