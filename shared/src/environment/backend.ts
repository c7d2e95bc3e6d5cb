/**
 * The backend in words: labels, costs, and what to do about a problem. Pure functions.
 */
import type { AwsErrorData, ErrorAction } from '../aws/errors';
import type { BackendChoice, BackendState } from '../host';

/** Text for a status bar, e.g. `Local engine` or `AWS eu-west-1 · analyst`. */
export function backendLabel(choice: BackendChoice): string {
  if (choice.kind === 'local') {
    return 'Local engine';
  }
  const place = choice.region ? `AWS ${choice.region}` : 'AWS, no region';
  return choice.profile ? `${place} · ${choice.profile}` : place;
}

/** Sentence about the cost of something that runs until it is deleted. */
export function runningCost(cost: BackendState['cost']): string {
  return cost === 'free' ? 'Runs on this machine. Free.' : 'Billed while it runs.';
}

/** Sentence about the cost of something that runs once and ends, such as a job. */
export function jobCost(cost: BackendState['cost']): string {
  return cost === 'free'
    ? 'Runs on this machine. Free.'
    : 'Runs on AWS. Billed for the time it takes.';
}

/** Words of the backend's status, for a status bar or a badge. */
export function statusText(state: BackendState): string {
  switch (state.status) {
    case 'ready':
      return 'Ready';
    case 'starting':
      return 'Starting';
    case 'off':
      return 'Starts with the first call';
    case 'unavailable':
      return 'Not available';
  }
}

const labels: Record<ErrorAction, string> = {
  retry: 'Try again',
  'choose-backend': 'Choose a backend',
  'choose-region': 'Choose a region',
  'sign-in': 'Choose a profile',
  'start-engine': 'Start engine',
  'restart-engine': 'Restart local engine',
  'install-engine': 'Install engine',
  'show-log': 'Show log'
};

/** Verb for the button of a next step. */
export function actionLabel(action: ErrorAction): string {
  return labels[action];
}

/** A problem as the user reads it. */
export interface Problem {
  /** Why, and what to do. */
  text: string;
  /** The next step. */
  action?: ErrorAction;
}

/** Texts in place of what an SDK says: it does not know the user's next step. */
const replaced: Record<string, Problem> = {
  NoCredentials: {
    text:
      'No AWS credentials were found. Choose a profile, set up credentials with ' +
      '“aws configure” or “aws sso login” in a terminal, or use the local engine.',
    action: 'choose-backend'
  },
  ExpiredCredentials: {
    text:
      'The AWS credentials have expired. Sign in again, e.g. with “aws sso login” in a ' +
      'terminal, then try again.',
    action: 'retry'
  },
  NoRegion: {
    text: 'No AWS Region is set. Choose the Region to work in.',
    action: 'choose-region'
  },
  PermanentRedirect: otherRegion(),
  AuthorizationHeaderMalformed: otherRegion()
};

/** S3's answers where a bucket is asked for in the wrong Region. */
function otherRegion(): Problem {
  return {
    text:
      'The bucket is in another Region than the one chosen. Choose its Region, or copy the ' +
      'files into a bucket of this one.',
    action: 'choose-region'
  };
}

/** Texts where nothing was said, and next steps. */
const usual: Record<string, Problem> = {
  EngineMissing: {
    text:
      'The Python environment does not hold the local engine (package pilothouse-engine). ' +
      'Install it there, or choose another environment.',
    action: 'install-engine'
  },
  EngineUnavailable: {
    text: 'The local engine does not answer. Start it again; its log says why it stopped.',
    action: 'start-engine'
  },
  EngineNotResponding: {
    text:
      'The local engine runs but does not answer. Restart it: finished work is kept, running ' +
      'jobs end.',
    action: 'restart-engine'
  },
  PythonMissing: {
    text:
      'No Python was found. The local engine needs Python 3.10 or newer: install it or set ' +
      'its path in the settings, or use AWS.',
    action: 'choose-backend'
  },
  ConnectionLost: {
    text: 'The connection was lost before the answer came. Check the network and try again.',
    action: 'retry'
  },
  Timeout: {
    text: 'No answer came in time. The service may be busy; try again.',
    action: 'retry'
  },
  OperationNotAllowed: {
    text: 'This call is not on the list of calls that Pilothouse makes, so it was not made.'
  },
  Cancelled: { text: 'It was cancelled.', action: 'retry' }
};

/** Longest text of a service that is shown in full; the rest is in the log. */
const MESSAGE_LIMIT = 600;

/** Whose right is missing, as the refusal names it, without the account: `your role NAME`. */
function whose(message: string): string {
  const [, kind, name] =
    /(assumed-role|role|user)\/([\w+=,.@-]{1,64})(?:\/\S+)? is not authorized/.exec(message) ?? [];
  return name === undefined ? 'your role' : `your ${kind === 'user' ? 'user' : 'role'} ${name}`;
}

function ended(text: string): string {
  return /[.!?。]$/.test(text) ? text : `${text}.`;
}

/**
 * Why something failed and what to do, in words.
 *
 * @param error - As it came over the seam; its own `action` wins over the usual one.
 */
export function describeProblem(error: AwsErrorData): Problem {
  const known = replaced[error.code] ?? usual[error.code];
  const action = error.action ?? known?.action ?? (error.retryable ? 'retry' : undefined);
  if (error.missingAction !== undefined) {
    const text =
      `The permission ${error.missingAction} is missing. Ask an administrator to add it to ` +
      `${whose(error.message)}, or choose another profile.`;
    return { text, action: error.action ?? 'choose-backend' };
  }
  const said = error.message.trim();
  if (said === '' || replaced[error.code]) {
    return { text: known?.text ?? `The service answered ${error.code}.`, action };
  }
  const text = said.length > MESSAGE_LIMIT ? `${said.slice(0, MESSAGE_LIMIT)}…` : ended(said);
  return { text, action };
}
