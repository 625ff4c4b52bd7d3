// Every page of the site, once: the bar at the top and the list at the side are made from this table.
import type { DefaultTheme } from 'vitepress';

interface Section {
  readonly title: string;
  /** The folder of its pages. */
  readonly folder: string;
  /** Whether the bar at the top names it. */
  readonly bar: boolean;
  /** Its pages run networks, which may want threads and so a cross-origin isolated page. */
  readonly live?: boolean;
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
  {
    title: 'Guides',
    folder: 'guide',
    bar: true,
    pages: [
      ['All guides', ''],
      ['Choose a model', 'choose'],
      ['From timm', 'from-timm'],
      ['Load a checkpoint', 'checkpoints'],
      ['Change head, input, stride', 'change'],
      ['Features for detection', 'features'],
      ['Preprocess exactly', 'preprocess'],
    ],
  },
  {
    title: 'Run',
    folder: 'guide',
    bar: false,
    pages: [
      ['In a page', 'in-a-page'],
      ['WebGPU, CUDA, WASM', 'devices'],
      ['The WebAssembly module', 'wasm-module'],
      ['Quantize and check', 'quantize'],
      ['Folders and video', 'folders-and-video'],
      ['Costs and the roofline', 'costs'],
    ],
  },
  {
    title: 'Build',
    folder: 'guide',
    bar: false,
    pages: [
      ['A block and a network', 'own-network'],
      ['Passes', 'passes'],
      ['From TensorFlow.js MobileNet', 'from-tensorflow-js'],
      ['Troubleshooting', 'troubleshooting'],
    ],
  },
  {
    title: 'Papers',
    folder: 'papers',
    live: true,
    bar: true,
    pages: [
      ['The papers, live', ''],
      ['GhostNet, G-GhostNet', 'ghostnet'],
      ['MobileNet V1 to V3', 'mobilenet'],
      ['MobileNetV4', 'mobilenetv4'],
      ['ShuffleNet', 'shufflenet'],
      ['FasterNet', 'fasternet'],
      ['CSPNet', 'cspnet'],
    ],
  },
  { title: 'Models', folder: 'models', live: true, bar: true, pages: [['Model explorer', '']] },
  { title: 'Playground', folder: 'playground', live: true, bar: true, pages: [['Playground', '']] },
  { title: 'Classify', folder: 'classify', live: true, bar: false, pages: [['Classify pictures', '']] },
  { title: 'Benchmark', folder: 'benchmark', live: true, bar: false, pages: [['Benchmark my device', '']] },
  {
    title: 'Reference',
    folder: 'reference',
    bar: true,
    pages: [
      ['Reference', ''],
      ['Command line', 'cli'],
      ['Errors', 'errors'],
      ['Operators by target', 'operators'],
      ['Performance', 'performance'],
      ['What works', 'status'],
      ['Not verified', 'not-verified'],
      ['Changelog', 'changelog'],
      ['Packages', 'api/'],
    ],
  },
];

const link = (section: Section, page: string) => `/${section.folder}/${page}`;

const own = (section: Section) => link(section, section.pages[0]?.[1] ?? '');

export function bar(): DefaultTheme.NavItem[] {
  const first = SECTIONS.filter((section) => section.bar);
  const folders = new Set(first.map((section) => section.folder));
  const rest = SECTIONS.filter((section) => !folders.has(section.folder));
  return [
    ...first.map((section) => ({
      text: section.title,
      link: own(section),
      activeMatch: `^/${section.folder}/`,
    })),
    {
      text: 'Try it',
      items: rest.map((section) => ({ text: section.pages[0]?.[0] ?? section.title, link: own(section) })),
    },
  ];
}

/** Each folder lists its own pages, under one title or more; sections of one page share a list. */
export function sidebar(): DefaultTheme.SidebarMulti {
  const lists: Record<string, DefaultTheme.SidebarItem[]> = {};
  const single = SECTIONS.filter((section) => section.pages.length === 1);
  const together = {
    text: 'In your browser',
    items: single.map((section) => ({ text: section.pages[0]?.[0] ?? section.title, link: own(section) })),
  };
  for (const section of SECTIONS) {
    const items = section.pages.map(([text, page]) => ({ text, link: link(section, page) }));
    const list = single.includes(section) ? together : { text: section.title, items };
    const folder = `/${section.folder}/`;
    lists[folder] = [...(lists[folder] ?? []), list];
  }
  return lists;
}
