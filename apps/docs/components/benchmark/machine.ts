// What the page may know of the machine it runs on.

export interface Machine {
  /** `cpu` is what browsers tell: a kind, and how many threads it runs at once. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  readonly versions: Readonly<Record<string, string>>;
}

/** The parts of `navigator` that not every browser has. */
interface MoreNavigator {
  readonly userAgentData?: {
    readonly platform: string;
    readonly brands: readonly { readonly brand: string; readonly version: string }[];
  };
  readonly deviceMemory?: number;
  readonly gpu?: { requestAdapter(): Promise<{ readonly info?: GpuInfo } | null> };
}

interface GpuInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
}

/** @param engines versions by the name of the package */
export async function machineOf(engines: Readonly<Record<string, string>>): Promise<Machine> {
  const { userAgentData, deviceMemory, gpu } = navigator as MoreNavigator;
  const adapter = await gpu?.requestAdapter().catch(() => null);
  const { vendor, architecture, description } = adapter?.info ?? {};
  const platform = userAgentData?.platform ?? (/\(([^;)]+)/.exec(navigator.userAgent)?.[1] || 'unknown');
  const brand = userAgentData?.brands.find(({ brand: name }) => !/not.?a.?brand/i.test(name));
  return {
    facts: {
      cpu: `${platform}, ${navigator.hardwareConcurrency} threads`,
      cores: navigator.hardwareConcurrency,
      gpu: [vendor, architecture, description].filter(Boolean).join(' ') || null,
      memoryGB: deviceMemory ?? null,
      crossOriginIsolated,
      date: new Date().toISOString(),
    },
    versions: { ...engines, browser: brand ? `${brand.brand} ${brand.version}` : navigator.userAgent },
  };
}
