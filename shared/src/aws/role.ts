/** Reading with another role, and who calls. */
import { maskAccount } from '../environment/names';
import type { AwsApi, CallOptions } from './api';

/** The same calls with a role assumed for each; only those that read are let through. */
export function asRole(api: AwsApi, role: string): AwsApi {
  return {
    call: (service, operation, input, options) =>
      api.call(service, operation, input, { ...options, role })
  };
}

/** E.g. `role Analyst of account ••••••••2222`. */
export async function callerWords(api: AwsApi, options?: CallOptions): Promise<string> {
  const { Arn = '' } = await api.call<{ Arn?: string }>('sts', 'GetCallerIdentity', {}, options);
  const found =
    /^arn:[^:]*:(?:sts|iam)::(\d*):(assumed-role|role|user|root|federated-user)\/?(.*)$/.exec(Arn);
  if (!found) {
    return 'an unknown caller';
  }
  const [, account = '', kind = '', name = ''] = found;
  const where = `account ${maskAccount(account)}`;
  if (kind === 'root') {
    return `the root user of ${where}`;
  }
  const parts = name.split('/');
  // The last part of an assumed role is the name of the session.
  return kind === 'assumed-role'
    ? `role ${parts.at(-2) ?? name} of ${where}`
    : `${kind.replace('-', ' ')} ${parts.at(-1)} of ${where}`;
}
