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
    call: (...args) =>
      caller.call(...args).catch((error: Partial<AwsError>) => {
        throw error.toData ? new AwsError(error.toData()) : AwsError.from(error);
      }),
    profiles: () => caller.profiles(),
    adminConfig: () => caller.adminConfig(),
    dispose: () => caller.dispose()
  };
}
