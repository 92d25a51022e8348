// Runs before the first paint, so that no theme, language or density flashes. The app calls it again after a change.
;(function () {
  var root = document.documentElement
  var dark = window.matchMedia('(prefers-color-scheme: dark)')
  function read(name, fallback) {
    try {
      return window.localStorage.getItem('parley.' + name) || fallback
    } catch {
      return fallback
    }
  }
  function apply() {
    var theme = read('theme', 'system')
    root.dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
    root.dataset.density = read('density', 'comfortable')
    root.lang = read('locale', 'en')
    root.dir = /^(ar|fa|he|ur)\b/.test(root.lang) ? 'rtl' : 'ltr'
  }
  apply()
  dark.addEventListener('change', apply)
  window.addEventListener('storage', apply)
  window.addEventListener('parley:appearance', apply)
})()
