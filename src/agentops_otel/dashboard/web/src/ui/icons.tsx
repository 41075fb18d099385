/** Icons, 16 by 16, in the text colour. They are decoration: words always stand beside them. */

import type { ReactNode } from "react";

function icon(shape: ReactNode) {
  return function Icon({ size = 16 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {shape}
      </svg>
    );
  };
}

export const SuccessIcon = icon(
  <>
    <circle cx="8" cy="8" r="6.25" />
    <path d="m5.2 8.2 2 2 3.7-4.2" />
  </>,
);
export const ErrorIcon = icon(
  <>
    <path d="M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65H5.4L1.75 10.6V5.4z" />
    <path d="M8 4.8v3.6M8 11v.1" />
  </>,
);
export const CancelledIcon = icon(
  <>
    <circle cx="8" cy="8" r="6.25" />
    <path d="m3.7 12.3 8.6-8.6" />
  </>,
);
export const UnfinishedIcon = icon(
  <>
    <circle cx="8" cy="8" r="6.25" strokeDasharray="2.6 2.3" />
    <path d="M8 5v3l2 1.4" />
  </>,
);
export const RunningIcon = icon(
  <>
    <path d="M8 1.75A6.25 6.25 0 1 1 1.75 8" />
    <circle cx="8" cy="8" r="1.6" fill="currentColor" stroke="none" />
  </>,
);
export const LostIcon = icon(
  <path d="M2 6.2a9 9 0 0 1 3.2-2M14 6.2a9 9 0 0 0-5-2.4M4.7 8.9a5 5 0 0 1 2-1.2M8 12v.1M2 2l12 12" />,
);
export const CopyIcon = icon(
  <>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path d="M3.5 10.5h-1v-7a1 1 0 0 1 1-1h7v1" />
  </>,
);
export const CheckIcon = icon(<path d="m3 8.5 3.3 3.3L13 4.8" />);
export const SearchIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.4 10.4 3.4 3.4" />
  </>,
);
export const CloseIcon = icon(<path d="m3.8 3.8 8.4 8.4m0-8.4-8.4 8.4" />);
export const SunIcon = icon(
  <>
    <circle cx="8" cy="8" r="2.8" />
    <path d="M8 1.4v1.4m0 10.4v1.4M1.4 8h1.4m10.4 0h1.4M3.3 3.3l1 1m7.4 7.4 1 1m0-9.4-1 1m-7.4 7.4-1 1" />
  </>,
);
export const MoonIcon = icon(<path d="M13.3 9.6A5.7 5.7 0 0 1 6.4 2.7a5.7 5.7 0 1 0 6.9 6.9z" />);
export const SystemIcon = icon(
  <>
    <rect x="1.75" y="2.75" width="12.5" height="8.5" rx="1.5" />
    <path d="M5.5 14h5" />
  </>,
);
export const KeyboardIcon = icon(
  <>
    <rect x="1.25" y="3.75" width="13.5" height="8.5" rx="1.5" />
    <path d="M4 6.5v.1m2.7-.1v.1m2.6-.1v.1m2.7-.1v.1M5 9.5h6" />
  </>,
);
export const ClockIcon = icon(
  <>
    <circle cx="8" cy="8" r="6.25" />
    <path d="M8 4.5V8l2.3 1.6" />
  </>,
);
export const ArrowLeftIcon = icon(<path d="M13 8H3m4-4L3 8l4 4" />);
export const ArrowRightIcon = icon(<path d="M3 8h10M9 4l4 4-4 4" />);
export const SortIcon = icon(<path d="M8 3v10M4.5 9.5 8 13l3.5-3.5" />);
export const ZoomInIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.4 10.4 3.4 3.4M7 5.2v3.6M5.2 7h3.6" />
  </>,
);
export const ZoomOutIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.4 10.4 3.4 3.4M5.2 7h3.6" />
  </>,
);
export const ZoomToIcon = icon(<path d="M2.5 3.5v9m11-9v9M5.5 6.2h5v3.6h-5z" />);
export const PreviousErrorIcon = icon(
  <>
    <path d="M9.8 5h2.4L14 6.8v2.4L12.2 11H9.8L8 9.2V6.8z" />
    <path d="M4 12.5v-9M1.5 6 4 3.5 6.5 6" />
  </>,
);
export const NextErrorIcon = icon(
  <>
    <path d="M9.8 5h2.4L14 6.8v2.4L12.2 11H9.8L8 9.2V6.8z" />
    <path d="M4 3.5v9M1.5 10 4 12.5 6.5 10" />
  </>,
);
export const PreviousCallIcon = icon(
  <>
    <path d="m11 4.6 1 2.4 2.4 1-2.4 1-1 2.4L10 9 7.6 8 10 7z" />
    <path d="M4 12.5v-9M1.5 6 4 3.5 6.5 6" />
  </>,
);
export const NextCallIcon = icon(
  <>
    <path d="m11 4.6 1 2.4 2.4 1-2.4 1-1 2.4L10 9 7.6 8 10 7z" />
    <path d="M4 3.5v9M1.5 10 4 12.5 6.5 10" />
  </>,
);
export const FitIcon = icon(<path d="M2.5 3.5v9m11-9v9M5 8h6M6.5 6 4.8 8l1.7 2m3-4 1.7 2-1.7 2" />);
export const FoldIcon = icon(
  <path d="M3 8h10M8 1.5V5M6 3.5 8 5.3l2-1.8M8 14.5V11m-2 1.5 2-1.8 2 1.8" />,
);
export const UnfoldIcon = icon(
  <path d="M3 8h10M8 5.3V1.5M6 3l2-1.7L10 3M8 10.7v3.8M6 13l2 1.7 2-1.7" />,
);
export const FoldAllIcon = icon(
  <path d="M3 8h10M6 .9l2 1.7L10 .9M6 3.7l2 1.7 2-1.7M6 15.1l2-1.7 2 1.7M6 12.3l2-1.7 2 1.7" />,
);
export const UnfoldAllIcon = icon(
  <path d="M3 8h10M6 2.6 8 .9l2 1.7M6 5.4l2-1.7 2 1.7M6 13.4l2 1.7 2-1.7M6 10.6l2 1.7 2-1.7" />,
);
export const PauseIcon = icon(<path d="M5.5 3.5v9m5-9v9" />);
export const ArrowUpIcon = icon(<path d="M8 13V3M4 7l4-4 4 4" />);
export const ArrowDownIcon = icon(<path d="M8 3v10M4 9l4 4 4-4" />);
export const MoreIcon = icon(<path d="M3.5 8h.1M8 8h.1m4.4 0h.1" strokeWidth="2.4" />);
export const FilterIcon = icon(<path d="M2.5 3.5h11l-4.2 5v4.5l-2.6-1.5v-3z" />);
export const FocusIcon = icon(<path d="M3 3.5h10M6 8h7M6 12.5h7M3 6v8" />);
export const PathIcon = icon(
  <>
    <path d="M2.5 4h5v4h4v4h2" />
    <circle cx="2.5" cy="4" r="1" fill="currentColor" />
    <circle cx="13.5" cy="12" r="1" fill="currentColor" />
  </>,
);
export const ColumnsIcon = icon(<path d="M2 3h12v10H2zm4 0v10m4-10v10" />);
export const PeekIcon = icon(<path d="M2 3h12v10H2zm7 0v10" />);
export const LogOutIcon = icon(<path d="M9.5 2.5h4v11h-4M2.5 8H10M7 5l3 3-3 3" />);
