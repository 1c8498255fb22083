/** Shapes that the service hands over (see the OpenAPI document); nothing here reaches the browser. */

export interface Vessel {
  name: string | null;
  imo: string | null;
  mmsi?: string | null;
  flag?: string | null;
  type?: string | null;
  role: string;
  other_names?: string[];
}

export interface Actor {
  name: string;
  country: string | null;
  role: string;
}

export interface ArticleRef {
  id: string;
  kind: "article" | "digest" | "reference" | "sample";
  title: string | null;
  publisher: string | null;
  url: string | null;
  published: string | null;
  language: string | null;
}

export interface Mention {
  id?: string;
  exact: string | null;
  prefix?: string | null;
  suffix?: string | null;
  start?: number | null;
  end?: number | null;
  state: "anchored" | "moved" | "orphaned" | "reference";
  stance?: string | null;
  reading?: Record<string, unknown> | null;
  article: ArticleRef;
}

export interface EventProperties {
  type: string;
  category: string;
  modality: string;
  verification: string;
  status?: string;
  title: string;
  summary?: string | null;
  start: string | null;
  end: string | null;
  date_precision: string;
  place: string | null;
  location_precision: string;
  /** metres */
  uncertainty_m: number | null;
  regions: string[];
  jurisdiction?: { zone: string; states: string[]; nearest_state: string | null; approximate: boolean; note?: string | null } | null;
  vessels: Vessel[];
  actors: Actor[];
  attributed_to?: string | null;
  count?: number | null;
  publishers?: number | null;
  mentions_count?: number | null;
  confidence?: number | null;
  origin?: string | null;
  created?: string;
  updated?: string;
  revision?: number;
  mentions?: Mention[];
  differences?: { field: string; chosen: unknown; values: { value: unknown; mentions: string[] }[]; dispute: boolean }[];
}

export interface EventFeature {
  type: "Feature";
  id: string;
  geometry: Geometry | null;
  properties: EventProperties;
}

export type Geometry =
  | { type: "Point"; coordinates: [number, number] }
  | { type: "Polygon"; coordinates: [number, number][][] }
  | { type: "MultiPolygon"; coordinates: [number, number][][][] };

export interface Code {
  code: string;
  label: string;
  definition: string;
  category?: string;
}

export interface Region {
  code: string;
  name: string;
  parent: string | null;
}

export interface Problem {
  title?: string;
  detail?: string;
  status?: number;
  errors?: { field: string; message: string; allowed?: string[] }[];
}

/** Facets that can be filtered by, each with a set of codes to keep and one to leave out. */
export type FacetName = "type" | "region" | "verification" | "modality" | "flag" | "country" | "publisher";

export interface View {
  zoom: number;
  lat: number;
  lon: number;
}

export interface State {
  include: Record<FacetName, string[]>;
  exclude: Record<FacetName, string[]>;
  /** ISO dates, UTC, both inclusive */
  from: string | null;
  to: string | null;
  /** as `30d`, `12m`, `1y`, counted back from today */
  last: string | null;
  confidence: number | null;
  q: string;
  event: string | null;
  article: string | null;
  view: View | null;
  layers: string[];
  pane: "list" | "map" | null;
  inView: boolean;
  sort: "newest" | "oldest" | "updated";
  theme: "light" | "dark" | null;
}

/** An event as the client keeps it: what filters, the list and the map need. */
export interface Entry {
  id: string;
  properties: EventProperties;
  geometry: Geometry | null;
  lon: number | null;
  lat: number | null;
  /** days since 1970-01-01 UTC; first and last day that the date's precision allows; null if unknown */
  first: number | null;
  last: number | null;
  codes: Record<FacetName, string[]>;
  /** folded text for searching */
  text: string;
}

export type Bounds = [west: number, south: number, east: number, north: number];
