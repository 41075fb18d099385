/** The session marked for comparison with another; kept while the tab is open. */

import { observable } from "../ui/observable";

interface MarkedSession {
  id: string;
  name: string;
}

export const marked = observable<MarkedSession | null>(null);
