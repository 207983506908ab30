import type { Section } from '../section.js';
export const databases: Section = {
  id: 'databases',
  heading: 'Beside databases',
  measure: () => Promise.resolve(''),
};
