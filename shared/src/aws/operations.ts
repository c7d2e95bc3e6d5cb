import operations from '../../operations.json';
import type { ServiceName } from './api';

/** What a call does: `paid` and `destructive` ones are confirmed by the IDE. */
export type Effect = 'read' | 'mutate' | 'paid' | 'destructive';

const services = Object.keys(operations).filter((name): name is ServiceName => name !== 'comment');

// Maps, so that a hostile name such as `__proto__` is never found on a prototype.
const effects = new Map<string, Effect>();
for (const service of services) {
  for (const [operation, effect] of Object.entries(operations[service])) {
    effects.set(`${service}:${operation}`, effect as Effect);
  }
}

/** @returns what an operation does, or `undefined` if it may not be called at all. */
export function effectOf(service: string, operation: string): Effect | undefined {
  return effects.get(`${service}:${operation}`);
}
