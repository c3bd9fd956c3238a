// Shapes that several modules share. The API's shapes have the names and fields of the schemas in
// /openapi.json: a test compares both.

export type Ground = "light" | "dark";
export type Verdict = "found" | "unsure" | "absent";
export type Reading =
  | "whole"
  | "without edge parts"
  | "with faint parts"
  | "inside a frame"
  | "beside text"
  | "one of several"
  | "without a badge"
  | "without a bar"
  | "without its fill"
  | "without specks"
  | "without margin"
  | "in one colour"
  | "in other colours"
  | "cut off"
  | "stretched"
  | "turned"
  | "drawing";

export interface Links {
  icon: string;
  svg?: string;
  image: string;
}

export interface Icon {
  id: string;
  name: string;
  library?: string;
  style?: string;
  category?: string;
  tags?: string[];
  aliases?: string[];
  license?: string;
  updated_at?: string;
  grounds: Ground[];
  links: Links;
  svg?: string;
  code?: Record<string, string>;
}

export interface IconDetails extends Icon {
  variants?: Icon[];
}

export interface CopyAnswer {
  index: string;
  id: string;
  forms: Record<string, string>;
  reason?: string;
}

export interface Result extends Icon {
  score: number;
  match?: number;
  identical?: boolean;
  also?: Icon[];
}

/** A rectangle in pixels of the upright picture. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Query {
  width: number;
  height: number;
  box: Box;
  background?: string;
  crop?: Box;
  inverted: boolean;
  reading: Reading;
  mirrored: boolean;
  rotated: number;
}

export interface SearchAnswer {
  index: string;
  encoder: string;
  took_ms: number;
  query: Query;
  verdict?: Verdict;
  false_accept?: number;
  words_found?: boolean;
  results: Result[];
  others: ScreenshotIcon[];
  ended_early?: boolean;
}

export interface WrongMatch {
  index: string;
  verdict?: Verdict;
  answered: string;
  right?: string;
}

export interface SimilarAnswer {
  index: string;
  encoder: string;
  icon: Icon;
  results: Result[];
}

export interface FacetValue {
  value: string;
  count: number;
}

export interface Facets {
  library: FacetValue[];
  style: FacetValue[];
  category: FacetValue[];
  license: FacetValue[];
}

export interface IconList {
  index: string;
  total: number;
  offset: number;
  limit: number;
  icons: Icon[];
  next?: string;
  facets?: Facets;
  nearest_words?: string[];
}

export interface ScreenshotIcon {
  box?: Box;
  verdict?: Verdict;
  results: Result[];
}

export interface ScreenshotAnswer {
  index: string;
  encoder: string;
  took_ms: number;
  width: number;
  height: number;
  icons: ScreenshotIcon[];
  ended_early?: boolean;
}

export interface SelfTest {
  recall_at_1: Record<string, number>;
  screenshots: number;
  found: number;
  false_accept: number;
}

export interface Refused {
  index: string;
  reason: string;
}

export interface Ready {
  status?: "ready";
  index: string;
  icons: number;
  encoders: string[];
  default_encoder: string;
  forms?: string[];
  feedback?: boolean;
  selftest?: SelfTest;
  refused?: Refused;
}

export interface InvalidEntry {
  parameter: string;
  detail: string;
}

/** RFC 9457 problem details. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: InvalidEntry[];
}

// The shapes below belong to the page and the widget.

/** The likeliest icon of a further place in a picture. */
export interface Further extends Result {
  box?: Box;
  verdict?: Verdict;
  count?: number; // of its places, where there are several
}

/** A field that icons can be filtered by. */
export type Field = keyof Facets;

/** The chosen values of each field. */
export type Filters = Partial<Record<Field, string[]>>;

/** Parameters of a request's query string; undefined and empty values are omitted. */
export type Parameters = Record<string, string | string[] | number | boolean | undefined>;

/** The icons of a grid. `at` returns undefined until `fetch` of a range with the index is done. */
export interface Source {
  total: number;
  at(index: number): Icon | Result | undefined;
  fetch(first: number, last: number): Promise<void>;
}

/** The part of a search that an address holds; `icon` is an icon's key, or empty. */
export interface Addressed {
  icon: string;
  q: string;
  filters: Filters;
}

/** A search for icons like `icon`, else like `picture`, else for all icons. */
export interface Wanted extends Addressed {
  picture: Blob | null;
  crop: Box | null;
}
