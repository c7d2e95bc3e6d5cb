/**
 * AWS Regions, for suggestions while typing. Any well-formed name is accepted: new Regions
 * appear without asking us.
 */
export const REGIONS: readonly string[] = [
  'af-south-1',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ca-central-1',
  'ca-west-1',
  'cn-north-1',
  'cn-northwest-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-west-1',
  'us-west-2'
];

const REGION = /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/;

/** @returns what is wrong with a Region typed by the user, or nothing. */
export function regionProblem(text: string): string | undefined {
  if (text === '') {
    return 'Enter a Region, e.g. eu-west-1.';
  }
  if (text !== text.toLowerCase()) {
    return `Region names are lower case: ${text.toLowerCase().slice(0, 40)}.`;
  }
  return REGION.test(text)
    ? undefined
    : `“${text.slice(0, 40)}” is not a Region name; they look like eu-west-1.`;
}
