// Code that the form of a job offers runs as it is: it uploads, writes features and starts the job.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeAutoMLJobV2Command,
  SageMakerClient,
  StopAutoMLJobCommand
} from '@aws-sdk/client-sagemaker';
import ts from 'typescript';
import { fromRoot, venvProgram } from '../../scripts/paths.mjs';
import { testEngine } from './harness/engine.mjs';
import { importSources } from './harness/bundle.mjs';

const run = promisify(execFile);
const rows = line => Array.from({ length: 40 }, (_, i) => line(i)).join('\n');
const day = i => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);
// One pixel.
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64'
);

let folder;
let engine;
let core;
let client;
let s3;
/** Environment of a terminal in which the engine's variables are set, as the note asks for. */
let terminal;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pilothouse-code-'));
  const write = (name, content) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  write("it's a table.csv", `a,b,y\n${rows(i => `${i},${i % 5},${i % 2 ? 'yes' : 'no'}`)}\n`);
  write('texts.csv', `text,label\n${rows(i => `the text of ${i},${i % 2 ? 'good' : 'bad'}`)}\n`);
  write('series.csv', `item,day,sold\n${rows(i => `a,${day(i)},${i % 7}`)}\n`);
  for (const name of ['cats/1.png', 'cats/2.PNG', 'dogs/1.png', 'dogs/2.png']) {
    write(`my pets/${name}`, picture);
  }
  write('my pets/notes.txt', 'no picture');
  core = await importSources({
    code: 'shared/src/automl/code/index',
    draft: 'shared/src/automl/draft',
    preview: 'shared/src/automl/preview/index',
    source: 'shared/src/aws/source',
    request: 'shared/src/automl/request'
  });
  engine = await testEngine();
  client = new SageMakerClient(engine.client);
  s3 = new S3Client(engine.client);
  terminal = {
    PATH: `${path.dirname(venvProgram('python'))}:${process.env.PATH}`,
    HOME: folder,
    AWS_ENDPOINT_URL: engine.info.endpointUrl,
    AWS_SHARED_CREDENTIALS_FILE: engine.info.credentialsFile,
    AWS_PROFILE: 'pilothouse-local',
    AWS_REGION: engine.info.region,
    AWS_DEFAULT_REGION: engine.info.region,
    AWS_EC2_METADATA_DISABLED: 'true'
  };
});
after(async () => {
  client?.destroy();
  s3?.destroy();
  await engine?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Drafts of every problem type that the engine learns, each with a workspace file or folder. */
const DRAFTS = {
  tabular: {
    data: { kind: 'file', path: "it's a table.csv" },
    target: 'y',
    problemType: 'BinaryClassification',
    excluded: ['b'],
    tags: [{ key: 'team', value: 'data @ home = 1' }]
  },
  image: { data: { kind: 'folder', path: 'my pets' } },
  text: {
    data: { kind: 'file', path: 'texts.csv' },
    validation: { kind: 'channel', uri: '', path: 'texts.csv' },
    content: 'text',
    target: 'label'
  },
  series: {
    data: { kind: 'file', path: 'series.csv' },
    target: 'sold',
    series: {
      ...{ timestamp: 'day', item: 'item', grouping: [], frequency: '1D', horizon: '3' },
      ...{ quantiles: 'p10 p90', filling: {}, aggregation: 'avg', country: 'CH' }
    }
  },
  llm: { data: { kind: 's3', uri: 's3://bucket/prompts.csv' } }
};

/** The plan of a draft under a name, and its code in every variant. */
async function planned(problem, name) {
  const draft = {
    ...core.draft.emptyDraft(),
    problem,
    name,
    maxSeconds: '60',
    outputUri: `s3://${engine.info.defaultBucket}/code/`,
    roleArn: engine.info.roleArn,
    ...DRAFTS[problem]
  };
  const bytes = new TextEncoder().encode('a,b,y\n1,2,no\n3,4,yes\n');
  const profile =
    problem === 'tabular'
      ? await core.preview.readProfile(core.source.memorySource('t.csv', bytes))
      : undefined;
  const plan = core.request.planJob(draft, profile);
  const variants = core.code.jobCode(plan, draft, draft.outputUri);
  return { plan, codeOf: id => variants.find(variant => variant.id === id).code };
}

/** How a person runs each variant, in the folder of the data. */
const RUNNERS = {
  python: code => run(venvProgram('python'), ['-c', code], { cwd: folder, env: terminal }),
  cli: code => run('sh', ['-e', '-c', code], { cwd: folder, env: terminal }),
  async typescript(code) {
    // Beside the packages that it imports; the data are named from where it is run.
    const file = fromRoot('test', 'output', `job-code-${process.pid}.mjs`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, ts.transpileModule(code, { compilerOptions: { module: 99 } }).outputText);
    try {
      return await run(process.execPath, [file], { cwd: folder, env: terminal });
    } finally {
      await rm(file);
    }
  }
};

for (const variant of Object.keys(RUNNERS)) {
  describe(variant, () => {
    for (const problem of ['tabular', 'image', 'text', 'series']) {
      test(`starts a ${problem} job`, async () => {
        const name = `${variant}-${problem}`;
        const { plan, codeOf } = await planned(problem, name);
        await RUNNERS[variant](codeOf(variant));
        const job = await client.send(new DescribeAutoMLJobV2Command({ AutoMLJobName: name }));
        await client.send(new StopAutoMLJobCommand({ AutoMLJobName: name }));
        const { AutoMLProblemTypeConfig, AutoMLJobInputDataConfig } = plan.request;
        assert.deepEqual(job.AutoMLProblemTypeConfig, AutoMLProblemTypeConfig);
        assert.deepEqual(job.AutoMLJobInputDataConfig, AutoMLJobInputDataConfig);
        assert.equal(job.OutputDataConfig.S3OutputPath, plan.request.OutputDataConfig.S3OutputPath);
        if (plan.featureSpec) {
          const key = plan.featureSpec.uri.replace(/^s3:\/\/[^/]+\//, '');
          const Bucket = engine.info.defaultBucket;
          const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
          assert.deepEqual(JSON.parse(await Body.transformToString()), plan.featureSpec.content);
        }
      });
    }

    test('is refused a language model in the words of the API', async () => {
      const { codeOf } = await planned('llm', `${variant}-llm`);
      await assert.rejects(RUNNERS[variant](codeOf(variant)), error => {
        assert.match(error.stderr, /ValidationException|ResourceLimitExceeded/);
        assert.match(error.stderr, /TextGenerationJobConfig|language model|fine-tun/i);
        return true;
      });
    });
  });
}

test('the TypeScript of every problem type is accepted by the compiler', async () => {
  const files = new Map();
  for (const problem of Object.keys(DRAFTS)) {
    const { codeOf } = await planned(problem, 'typed');
    files.set(fromRoot('test', `job-code-${problem}.mts`), codeOf('typescript'));
  }
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node']
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = name => files.has(name) || fileExists(name);
  host.readFile = name => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) =>
    files.has(name)
      ? ts.createSourceFile(name, files.get(name), options.target)
      : getSourceFile(name, ...rest);
  const program = ts.createProgram([...files.keys()], options, host);
  const found = [...files.keys()].flatMap(name => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  assert.deepEqual(
    found.map(({ file, messageText }) => [
      path.basename(file.fileName),
      ts.flattenDiagnosticMessageText(messageText, '\n')
    ]),
    []
  );
});
