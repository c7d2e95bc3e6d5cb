import type { ImageProfile } from '../preview/images';
import { nameSome, quoteName } from '../preview/problems';
import type { Rule } from './model';
import { knownObjective, singleCandidate } from './single';

/** Pictures: V-14, and what the folder shows. */
export const imageRules: Rule[] = [
  singleCandidate,
  knownObjective(['Accuracy']),
  {
    id: 'D-10',
    field: 'data',
    severity: 'error',
    check: ({ images }) => {
      if (!images || (images.truncated && images.count > 0)) {
        return undefined;
      }
      if (images.count === 0) {
        return `${images.name} has no PNG or JPEG pictures. Choose another folder.`;
      }
      if (images.labels !== 'manifest' && images.classes.length < 2) {
        return images.classes.length === 0
          ? 'The pictures lie in no class folders. Put those of each class into a sub-folder of ' +
              'their own, for example cats/1.jpg and dogs/1.jpg.'
          : `All pictures are of one class, ${quoteName(images.classes[0]?.name ?? '')}. ` +
              'Add a folder for another class.';
      }
      return undefined;
    }
  },
  {
    id: 'D-11',
    field: 'data',
    severity: 'warning',
    check: ({ images }) =>
      images && images.loose > 0 && images.classes.length > 0
        ? `${images.loose} pictures lie in no class folder and will be left out. ` +
          'Move them into the folder of a class.'
        : undefined
  },
  {
    id: 'D-12',
    field: 'data',
    severity: 'warning',
    check: ({ images }) => {
      const few = images?.truncated
        ? []
        : (images?.classes.filter(({ count }) => count < 5).map(({ name }) => quoteName(name)) ??
          []);
      return few.length > 0
        ? `${nameSome(few)} has fewer than 5 pictures. Add some, or the class is hardly learned.`
        : undefined;
    }
  },
  {
    id: 'D-14',
    field: 'validation',
    severity: 'error',
    check: ({ validationImages: other }) =>
      other && other.count === 0 && !other.truncated
        ? `${other.name} has no PNG or JPEG pictures. Choose another folder for the validation.`
        : undefined
  },
  {
    id: 'D-15',
    field: 'validation',
    severity: 'warning',
    check: ({ images, validationImages: other }) => {
      if (!images || !other || images.truncated || other.truncated || other.count === 0) {
        return undefined;
      }
      const lacking = (from: ImageProfile, to: ImageProfile): string[] => {
        const names = new Set(to.classes.map(({ name }) => name));
        return from.classes.map(({ name }) => name).filter(name => !names.has(name));
      };
      const unknown = lacking(other, images);
      const unchecked = lacking(images, other);
      return unknown.length > 0
        ? `The validation pictures have the class ${nameSome(unknown.map(quoteName))}, which the ` +
            'training pictures lack: it can never be predicted. Name the folders alike.'
        : unchecked.length > 0
          ? `The validation pictures have none of the class ${nameSome(unchecked.map(quoteName))}, ` +
            'so nothing is measured for it. Add some.'
          : undefined;
    }
  },
  {
    id: 'D-13',
    field: 'contentType',
    severity: 'error',
    check: ({ draft: { contentType }, images, validationImages }) => {
      if (!images || !['image/png', 'image/jpeg'].includes(contentType)) {
        return undefined;
      }
      const other = [images, ...(validationImages ? [validationImages] : [])]
        .map(({ kinds }) => (contentType === 'image/png' ? kinds.jpeg : kinds.png))
        .reduce((sum, count) => sum + count, 0);
      return other > 0
        ? `${other} pictures are of another kind than ${contentType} and would be left out. ` +
            'Choose image/* for both.'
        : undefined;
    }
  }
];
