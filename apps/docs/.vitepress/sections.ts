// Every page of the site, once: the bar at the top and the list at the side are made from this table.
import type { DefaultTheme } from 'vitepress';

interface Section {
  readonly title: string;
  /** The folder of its pages. */
  readonly folder: string;
  /** Whether the bar at the top names it. */
  readonly bar: boolean;
  /** Titles and file names, `''` for the folder's own page. */
  readonly pages: readonly (readonly [title: string, page: string])[];
}

export const SECTIONS: readonly Section[] = [
  {
    title: 'Start',
    folder: 'start',
    bar: true,
    pages: [
      ['Choose a path', ''],
      ['A Node script', 'node'],
      ['A page in the browser', 'web'],
      ['The command line', 'cli'],
    ],
  },
  { title: 'Guides', folder: 'guide', bar: true, pages: [['All guides', '']] },
  { title: 'Papers', folder: 'papers', bar: true, pages: [['The papers, live', '']] },
  { title: 'Models', folder: 'models', bar: true, pages: [['Model explorer', '']] },
  { title: 'Playground', folder: 'playground', bar: true, pages: [['Playground', '']] },
  { title: 'Classify', folder: 'classify', bar: false, pages: [['Classify pictures', '']] },
  { title: 'Benchmark', folder: 'benchmark', bar: false, pages: [['Benchmark my device', '']] },
  { title: 'Reference', folder: 'reference', bar: true, pages: [['Reference', '']] },
];

const link = (section: Section, page: string) => `/${section.folder}/${page}`;

export const bar = (): DefaultTheme.NavItem[] => [
  ...SECTIONS.filter((section) => section.bar).map((section) => ({
    text: section.title,
    link: link(section, ''),
    activeMatch: `^/${section.folder}/`,
  })),
  {
    text: 'More',
    items: SECTIONS.filter((section) => !section.bar).map((section) => ({
      text: section.pages[0]?.[0] ?? section.title,
      link: link(section, ''),
    })),
  },
];

/** Long sections list their own pages; the live pages, one each, share a list. */
export const sidebar = (): DefaultTheme.SidebarMulti =>
  Object.fromEntries(
    SECTIONS.map((section) => [
      `/${section.folder}/`,
      [
        {
          text: section.title,
          items: section.pages.map(([text, page]) => ({ text, link: link(section, page) })),
        },
      ],
    ]),
  );
