/** Short names for the JSON of `/api/v1`. Only `model/` turns it into what views see. */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type WireSession = Schemas["Session"];
export type WireSessionDetails = Schemas["SessionDetails"];
export type WireSessionPage = Schemas["SessionPage"];
export type WireSpans = Schemas["SpanColumns"];
export type WireSpan = Schemas["WholeSpan"];
export type WireTranscript = Schemas["Transcript"];
export type WireStep = Schemas["Step"];
export type WireOperation = Schemas["Operation"];
export type WireToldOperation = Schemas["ToldOperation"];
export type WireEventPage = Schemas["ItemPage_Event_"];
export type WireEvent = Schemas["Event"];
export type WireFound = Schemas["FoundSpans"];
export type WireFailurePage = Schemas["ItemPage_Failure_"];
export type WireFacets = Schemas["Facets"];
export type WireLogPage = Schemas["ItemPage_LogRecord_"];
export type WireLogRecord = Schemas["LogRecord"];
export type WireMeasured = Schemas["Measured"];
export type WireComparison = Schemas["Comparison"];
export type WireView = Schemas["View"];
