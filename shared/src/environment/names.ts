/**
 * Names that both backends share by convention.
 */

/** Where jobs write unless the user says otherwise. */
export function defaultOutputPath(bucket: string): string {
  return `s3://${bucket}/pilothouse/`;
}

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/(.*\/)?([\w+=,.@-]+)$/;

/** Whether a text is the ARN of a role, in any partition. */
export function isRoleArn(text: string): boolean {
  return ROLE_ARN.test(text);
}

/** @returns the role's name without path and account; the text itself if it is no role ARN. */
export function roleName(arn: string): string {
  return ROLE_ARN.exec(arn)?.[2] ?? arn;
}

/** @returns the account id with all but its last four digits hidden. */
export function maskAccount(accountId: string): string {
  return accountId.replace(/\d(?=\d{4})/g, '•');
}
