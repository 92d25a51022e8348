export const onboarding = {
  'welcome.title': 'Willkommen',
  'welcome.hello': 'Willkommen, {name}',
  'welcome.hint': 'Ihr Posteingang ist bereit. Lassen Sie die erste Nachricht herein.',
  'welcome.try': 'Mit dem Simulator ausprobieren',
  'welcome.tryHint':
    'Eine simulierte Kundin schreibt Ihnen. Nichts verlässt diesen Rechner, und Sie brauchen nirgends ein Konto.',
  'welcome.getMessage': 'Erste Nachricht holen',
  'welcome.waiting': 'Jemand schreibt…',
  'welcome.openSimulator': 'Das Telefon der Kundin öffnen',
  'welcome.sample': 'Hallo! Liefern Sie auch samstags?',
  'welcome.simulatorSilent':
    'Niemand hat geschrieben. Öffnen Sie das Telefon der Kundin, und schreiben Sie selbst.',
  'welcome.connectHint': 'Dort schreibt Ihre Kundschaft, und hier antworten Sie.',
  'welcome.checklist': 'Erste Schritte',
  'welcome.dismiss': 'Nicht mehr zeigen',
  'welcome.stepConnect': 'Kanal verbinden',
  'welcome.stepReply': 'Jemandem antworten',
  'welcome.stepInvite': 'Jemanden ins Team einladen',
  'welcome.stepDone': '(erledigt)',
} as const
