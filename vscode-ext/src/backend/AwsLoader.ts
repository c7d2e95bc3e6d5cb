import type { AwsCaller, AwsModule } from '../aws/contract';

/** Loads the AWS bundle when it is first needed: it takes a third of a second. */
export class AwsLoader {
  private loaded: AwsCaller | undefined;

  /** @param load - Loads `dist/aws.cjs`. */
  constructor(private readonly load: () => AwsModule) {}

  caller(): AwsCaller {
    this.loaded ??= this.load().createCaller();
    return this.loaded;
  }

  dispose(): void {
    this.loaded?.dispose();
  }
}
