/** Fields of a request that the SDK would leave out without a word. */
import { AwsError } from '@pilothouse/core/aws/errors';

/**
 * Refuse a request that would reach the service without a field that a person wrote or that a job
 * of a newer API has.
 *
 * @throws AwsError `ValidationException` that names the field.
 */
export function requireKnownFields(operation: string, command: object, input: object): void {
  const { schema } = command as { schema?: unknown };
  const field = operation === 'CreateAutoMLJobV2' ? unknownField(schema, input) : undefined;
  if (field !== undefined) {
    throw new AwsError({
      code: 'ValidationException',
      message: `The field ${field} is unknown to this AWS SDK, which would leave it out.`,
      operation: `sagemaker:${operation}`,
      retryable: false
    });
  }
}

/** Kinds of the SDK's schemas, their first item. */
const LIST = 1;
const STRUCTURES = [3, 4];

/**
 * The first field that a command's schema does not have, e.g. `OutputDataConfig.Newer`.
 *
 * @param operation - Schema of the command; with anything else every field counts as known.
 */
export function unknownField(operation: unknown, input: object): string | undefined {
  return Array.isArray(operation) ? fieldOf(operation[4], input, '') : undefined;
}

function fieldOf(schema: unknown, value: unknown, path: string): string | undefined {
  const known = resolved(schema);
  if (!known || typeof value !== 'object' || value === null) {
    return undefined;
  }
  if (Array.isArray(value)) {
    // `[1, namespace, name, traits, items]`
    return known[0] === LIST
      ? first(value, (item, place) => fieldOf(known[4], item, `${path}[${place}]`))
      : undefined;
  }
  if (!STRUCTURES.includes(known[0] as number)) {
    return undefined;
  }
  // `[3 or 4, namespace, name, traits, names of members, their schemas]`
  const names = known[4] as string[];
  const members = known[5] as unknown[];
  return first(Object.entries(value), ([name, part]) => {
    const here = path === '' ? name : `${path}.${name}`;
    const place = names.indexOf(name);
    return place < 0 ? here : fieldOf(members[place], part, here);
  });
}

/** A schema as it stands: ones that need each other are functions, ones with traits are pairs. */
function resolved(schema: unknown): unknown[] | undefined {
  const plain = typeof schema === 'function' ? (schema as () => unknown)() : schema;
  if (!Array.isArray(plain)) {
    return undefined;
  }
  return typeof plain[0] === 'number' ? plain : resolved(plain[0]);
}

function first<T>(
  items: readonly T[],
  look: (item: T, place: number) => string | undefined
): string | undefined {
  for (const [place, item] of items.entries()) {
    const found = look(item, place);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
