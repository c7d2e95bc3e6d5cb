import { AwsError } from '@pilothouse/core/aws/errors';
import { ResponseError } from 'vscode-jsonrpc';
import { FAILED } from '../rpc/protocol';

/** Whatever fails becomes an error response that carries `AwsErrorData`. */
export async function failuresAsData<T>(work: Promise<T> | T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const failure = AwsError.from(error);
    throw new ResponseError(FAILED, failure.message, failure.toData());
  }
}
