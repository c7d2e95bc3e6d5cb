/** Entry of `dist/aws.cjs`; its exports are the `AwsModule` of `contract.ts`. */
export { createCaller } from './caller';
