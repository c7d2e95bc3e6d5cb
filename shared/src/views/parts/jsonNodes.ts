/** The visible lines of a JSON value whose branches open one by one. */

export interface JsonNode {
  /** Unique in the tree: keys from the root, each with a slash before it and slashes escaped. */
  id: string;
  /** Key or index as text; of a group of elements its range, `100 … 199`. */
  name: string;
  /** How programs reach it, e.g. `explanations["a b"][3]`. */
  path: string;
  value: unknown;
  kind: 'object' | 'array' | 'group' | 'leaf';
  /** From 1. */
  level: number;
  /** Position among its siblings, from 1, and their number. */
  position: number;
  siblings: number;
  /** Members, of a branch. */
  count: number;
  parent?: string;
  /** Elements `[from, to)` of an array that a group stands for. */
  from?: number;
  to?: number;
}

/** Arrays and objects with more members are opened in groups of so many. */
export const GROUP = 100;
/** Lines that are made at most; deeper ones come when others are closed. */
const LINES = 20_000;

/** The node of a whole value, the only one of the first level. */
export function rootNode(value: unknown): JsonNode {
  return nodeOf('', 'root', '', value, 1, 1, 1);
}

/** Members of a branch; none for a leaf. */
export function childrenOf(node: JsonNode): JsonNode[] {
  const { value, kind } = node;
  if (kind === 'leaf' || typeof value !== 'object' || value === null) {
    return [];
  }
  const isArray = Array.isArray(value);
  const keys = isArray ? undefined : Object.keys(value);
  const from = node.from ?? 0;
  const to = node.to ?? (isArray ? value.length : (keys as string[]).length);
  const size = groupSize(to - from);
  if (size > 1) {
    const groups = Math.ceil((to - from) / size);
    return Array.from({ length: groups }, (_, i): JsonNode => {
      const start = from + i * size;
      const end = Math.min(to, start + size);
      return {
        id: `${node.id}/${start}…${end - 1}`,
        name: `${start} … ${end - 1}`,
        path: node.path,
        value,
        kind: 'group',
        level: node.level + 1,
        position: i + 1,
        siblings: groups,
        count: end - start,
        parent: node.id,
        from: start,
        to: end
      };
    });
  }
  return Array.from({ length: to - from }, (_, i) => {
    const name = keys ? (keys[from + i] as string) : String(from + i);
    const member = keys ? (value as Record<string, unknown>)[name] : (value as unknown[])[from + i];
    return nodeOf(
      `${node.id}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      name,
      pathTo(node.path, name, isArray),
      member,
      node.level + 1,
      i + 1,
      to - from,
      node.id
    );
  });
}

/** The lines in sight of all that is open, the root left out. */
export function visibleNodes(root: JsonNode, open: ReadonlySet<string>): JsonNode[] {
  const lines: JsonNode[] = [];
  const stack: JsonNode[] = root.kind === 'leaf' ? [root] : childrenOf(root).reverse();
  while (stack.length > 0 && lines.length < LINES) {
    const node = stack.pop() as JsonNode;
    lines.push(node);
    if (open.has(node.id)) {
      for (const child of childrenOf(node).reverse()) {
        stack.push(child);
      }
    }
  }
  return lines;
}

/** A value on one line; long texts are cut. */
export function valueLine({ value, kind, count }: JsonNode, longest = 200): string {
  if (kind === 'array') {
    return `[${count}]`;
  }
  if (kind === 'object') {
    return `{${count}}`;
  }
  if (kind === 'group') {
    return '';
  }
  const text =
    typeof value === 'string' ? JSON.stringify(value.slice(0, longest + 1)) : String(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** 1: members stand alone. Groups nest until each holds at most {@link GROUP}. */
function groupSize(count: number): number {
  let size = 1;
  while (Math.ceil(count / size) > GROUP) {
    size *= GROUP;
  }
  return size;
}

function nodeOf(
  id: string,
  name: string,
  path: string,
  value: unknown,
  level: number,
  position: number,
  siblings: number,
  parent?: string
): JsonNode {
  const isArray = Array.isArray(value);
  const isObject = typeof value === 'object' && value !== null && !isArray;
  const count = isArray ? value.length : isObject ? Object.keys(value).length : 0;
  return {
    id,
    name,
    path,
    value,
    kind: count === 0 && !isArray && !isObject ? 'leaf' : isArray ? 'array' : 'object',
    level,
    position,
    siblings,
    count,
    parent
  };
}

function pathTo(path: string, name: string, isArray: boolean): string {
  if (isArray) {
    return `${path}[${name}]`;
  }
  if (/^[A-Za-z_$][\w$]*$/.test(name)) {
    return path === '' ? name : `${path}.${name}`;
  }
  return `${path}[${JSON.stringify(name)}]`;
}
