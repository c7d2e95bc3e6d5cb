import { describe, expect, it } from 'vitest';
import { memoryFolder } from '../folders';
import { readFolder } from '../read';
import { IMAGE_SAMPLES } from '../testing/samples';

const read = (files: Record<string, string | Uint8Array>) => readFolder(memoryFolder('in', files));
const bytes = (...codes: number[]): Uint8Array => Uint8Array.from([...codes, 0, 0, 0, 0]);
const JPEG = bytes(0xff, 0xd8, 0xff, 0xe0);

describe('pictures of Clarify (F11)', () => {
  it('belong together by their names; what is no picture is named', async () => {
    const { explanations, problems } = await read({
      'img 1_objects.jpeg': JPEG,
      'shap_img 1_box1_object.jpeg': JPEG,
      'shap_img 1_box0_object.jpeg': JPEG,
      'fake.jpeg': 'not a picture',
      'broken.jpeg': bytes(1, 2, 3)
    });
    expect(explanations).toHaveLength(1);
    expect(explanations[0]).toMatchObject({
      kind: 'image',
      convention: 'clarify',
      items: [
        {
          name: 'img 1',
          input: 'img 1_objects.jpeg',
          maps: [
            { uri: 'shap_img 1_box0_object.jpeg', box: 0 },
            { uri: 'shap_img 1_box1_object.jpeg', box: 1 }
          ]
        }
      ]
    });
    expect(problems.join()).toContain('2 files neither text nor pictures');
    expect(problems.join()).toContain('fake.jpeg (named like a picture)');
  });

  it('are not taken for explanations beside an Autopilot report', async () => {
    const { explanations } = await read({
      'a/report.json': JSON.stringify(IMAGE_SAMPLES),
      'a/heat/cat.jpg': JPEG
    });
    expect(explanations.map(e => e.meta.format)).toEqual(['F9']);
  });
});
