/** The JSON of `/api/v1` as it crosses the wire. Only `model/` turns it into what views see. */

export type WireState = "success" | "error" | "cancelled" | "unfinished" | "running" | "lost";

export interface WireSession {
  id: string;
  name?: string | null;
  state?: WireState | null;
  reason?: string | null;
  tags?: string[] | null;
  start_time_unix_nano?: string | null;
  duration_ns?: number | null;
  span_count?: number | null;
  event_count?: number | null;
  error_count?: number | null;
  llm_call_count?: number | null;
  tool_call_count?: number | null;
  input_tokens?: number | null;
  output_tokens?: number | null;
  cached_tokens?: number | null;
  cost_usd?: number | null;
  models?: string[] | null;
  services?: string[] | null;
  user_id?: string | null;
  parent_id?: string | null;
}

export interface WireSessionPage {
  items: WireSession[];
  next_cursor: string | null;
  total?: number | null;
  total_is_capped?: boolean | null;
}

export interface WireSpans {
  base_unix_nano: string;
  names: string[];
  services: string[];
  kinds: string[];
  id: string[];
  trace: string[];
  parent: number[];
  missing_parent: Record<string, string>;
  name: number[];
  service: number[];
  kind: number[];
  start_ns: number[];
  duration_ns: number[];
  status: ("unset" | "ok" | "error")[];
}

export type WireAttributes = Record<string, unknown>;

export interface WireSpan {
  trace_id: string;
  span_id: string;
  parent_span_id: string | null;
  name: string;
  kind: string;
  span_kind: string;
  service: string | null;
  start_time_unix_nano: string;
  end_time_unix_nano: string | null;
  duration_ns: number;
  status: "unset" | "ok" | "error";
  status_message: string | null;
  attributes: WireAttributes;
  events: { name: string; time_unix_nano: string; attributes: WireAttributes }[];
  links: { trace_id: string; span_id: string; attributes: WireAttributes }[];
  resource: WireAttributes;
  scope: { name: string; version: string; attributes: WireAttributes };
  dropped_attributes_count: number;
  dropped_events_count: number;
  dropped_links_count: number;
}

/** RFC 9457; `position` and `near` come with a filter that does not parse. */
export interface WireProblem {
  title?: string;
  status?: number;
  detail?: string;
  position?: number | null;
  near?: string[] | null;
}
