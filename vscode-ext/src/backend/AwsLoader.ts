import { AwsError } from '@pilothouse/core/aws/errors';
import type { AwsCaller, AwsModule } from '../aws/contract';

/** Loads the AWS bundle when it is first needed: it takes a third of a second. */
export class AwsLoader {
  private loaded: AwsCaller | undefined;

  /** @param load - Loads `dist/aws.cjs`. */
  constructor(private readonly load: () => AwsModule) {}

  /** @throws AwsError of this bundle, whatever the other one throws. */
  caller(): AwsCaller {
    this.loaded ??= withOwnErrors(this.load().createCaller());
    return this.loaded;
  }

  dispose(): void {
    this.loaded?.dispose();
  }
}

/** The AWS bundle has a class `AwsError` of its own, which is no instance of ours. */
function withOwnErrors(caller: AwsCaller): AwsCaller {
  return {
    call: (...args) => caller.call(...args).catch(rethrow),
    stream: async (...args) => {
      const { output, parts } = await caller.stream(...args).catch(rethrow);
      return { output, parts: ownParts(parts) };
    },
    profiles: () => caller.profiles(),
    adminConfig: target => caller.adminConfig(target),
    dispose: () => caller.dispose()
  };
}

function rethrow(error: Partial<AwsError>): never {
  throw error.toData ? new AwsError(error.toData()) : AwsError.from(error);
}

async function* ownParts(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* parts;
  } catch (error) {
    rethrow(error as Partial<AwsError>);
  }
}
