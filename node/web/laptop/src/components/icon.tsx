// Line icons on a 24 grid. An icon never stands alone: it has words beside it, or its button has a label and
// a title.
const paths = {
  satchel: 'M8 8V7a3 3 0 0 1 3-3h2a3 3 0 0 1 3 3v1M4 8h16v10a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 13h16M12 12v3',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4',
  laptop: 'M5 5h14v10H5zM3 19h18M8 19l1-4h6l1 4',
  office: 'M5 20V5l7-2v17M12 8l7 2v10M3 20h18M8 8h1M8 12h1M8 16h1M15.500 13h.500M15.500 16.500h.500',
  parked: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM10 9v6M14 9v6',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  cross: 'M6 6l12 12M18 6L6 18',
  alert: 'M12 4l9 16H3zM12 10v4M12 17v.200',
  question:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.700.400-1 .900-1 1.700M12 16.700v.200',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8v.200',
  sync: 'M4 12a8 8 0 0 1 14-5.300L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.300L4 15M4 20v-5h5',
  offline:
    'M3 3l18 18M8.500 15.500a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4-2.400M14 9.200a10 10 0 0 1 5 2.800M2 8.500a15 15 0 0 1 4.500-2.900M10.500 5a15 15 0 0 1 11.500 3.500M12 19v.100',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  key: 'M14.500 13.500a4.500 4.500 0 1 0-4-4L4 16v4h4v-2h2v-2h2zM16 8v.100',
  home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
  phone: 'M6 3h3l2 5-2.500 1.500a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z',
  message: 'M4 5h16v11H9l-5 4z',
  note: 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h5',
  pen: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0',
  people:
    'M9 12a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20a6.500 6.500 0 0 1 13 0M16 5.500a3.500 3.500 0 0 1 0 6.500M18 14.500a6.500 6.500 0 0 1 3.500 5.500',
  pill: 'M10 21a5.500 5.500 0 0 1-7.500-8l9-9a5.500 5.500 0 0 1 8 8zM7.500 8l8 8',
  heart: 'M12 20S4 15 4 9.500A4.500 4.500 0 0 1 12 7a4.500 4.500 0 0 1 8 2.500C20 15 12 20 12 20z',
  task: 'M9 6h11M9 12h11M9 18h11M4 6l1 1 1.500-2M4 12l1 1 1.500-2M4 18l1 1 1.500-2',
  repeat: 'M4 11V9a3 3 0 0 1 3-3h12M16 3l3 3-3 3M20 13v2a3 3 0 0 1-3 3H5M8 21l-3-3 3-3',
  play: 'M8 5l11 7-11 7z',
  stop: 'M7 7h10v10H7z',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  print: 'M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z',
  more: 'M6 11.300a.700.700 0 1 0 0 1.400.700.700 0 0 0 0-1.400zM12 11.300a.700.700 0 1 0 0 1.400.700.700 0 0 0 0-1.400zM18 11.300a.700.700 0 1 0 0 1.400.700.700 0 0 0 0-1.400z',
  plus: 'M12 5v14M5 12h14',
  arrow: 'M5 12h14M13 6l6 6-6 6',
  back: 'M19 12H5M11 6l-6 6 6 6',
  chevron: 'M9 5l7 7-7 7',
  down: 'M5 9l7 7 7-7',
  undo: 'M4 9h10a5 5 0 0 1 0 10h-3M8 5L4 9l4 4',
  gear: 'M12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M18.400 5.600l-2.100 2.100M7.700 16.300l-2.100 2.100',
  car: 'M4 16v-4l2-5h12l2 5v4zM4 12h16M6 16v3M18 16v3M7.500 14v.010M16.500 14v.010',
  pin: 'M12 21s-6.500-6-6.500-11a6.500 6.500 0 0 1 13 0c0 5-6.500 11-6.500 11zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  split: 'M4 6h5l6 12h5M4 18h5l2-4M13.500 9L15 6h5M17 3l3 3-3 3M17 15l3 3-3 3',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500L19 19M19 5l-1.500 1.500M6.500 17.500L5 19',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, class: extra = '' }: { name: IconName; class?: string }) {
  return (
    <svg
      class={`icon ${extra}`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
