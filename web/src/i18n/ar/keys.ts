export const keys = {
  'keys.title': 'اختصارات لوحة المفاتيح',
  'keys.nextRegion': 'الجزء التالي من الصفحة',
  'keys.previousRegion': 'الجزء السابق من الصفحة',
  'keys.undo': 'التراجع عن آخر إجراء',
} as const
