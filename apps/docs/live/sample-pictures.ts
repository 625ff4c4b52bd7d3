// Pictures the site brings along, free of rights: public/pictures/LICENCES.txt.

export interface SamplePicture {
  readonly title: string;
  /** From the site's root. */
  readonly path: string;
}

export const SAMPLE_PICTURES: readonly SamplePicture[] = [
  { title: 'a cat', path: '/pictures/chelsea.png' },
  { title: 'a cup of coffee', path: '/pictures/coffee.png' },
  { title: 'a rocket', path: '/pictures/rocket.jpg' },
];
