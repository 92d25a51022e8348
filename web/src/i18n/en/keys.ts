export const keys = {
  'keys.title': 'Keyboard shortcuts',
  'keys.nextRegion': 'Next part of the page',
  'keys.previousRegion': 'Previous part of the page',
  'keys.undo': 'Undo the last action',
} as const
