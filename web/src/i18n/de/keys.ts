export const keys = {
  'keys.title': 'Tastenkürzel',
  'keys.nextRegion': 'Nächster Teil der Seite',
  'keys.previousRegion': 'Voriger Teil der Seite',
  'keys.undo': 'Letzte Aktion rückgängig machen',
} as const
