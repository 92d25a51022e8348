import t from 'tap'

import { differencesOf, hasCorpus, samplesOf } from '../../meta/test/corpus.ts'
import { parse } from '../src/parse.ts'

if (hasCorpus()) {
  for (const sample of samplesOf('instagram')) {
    t.same(differencesOf(sample, parse(sample.delivery)), [], `${sample.name} reads as expected`)
  }
} else {
  t.comment('skipped: there is no ../shared/corpus beside this checkout')
}
t.end()
