'use strict'
// Preloaded by every script (`node --require`), so it is written for whatever Node the host has.
var path = require('path')
var root = path.join(__dirname, '..')
var pinned = require(path.join(root, 'package.json')).dependencies.node

if (process.version !== 'v' + pinned) {
  console.error(
    'Trading Pro runs on Node ' +
      pinned +
      ', which comes with `npm ci`, but this is Node ' +
      process.version.slice(1) +
      ': run `npm rebuild node --ignore-scripts=false` in ' +
      root +
      ' (or `npm ci` first, if nothing is installed yet), and start with `npm run` or `make`.',
  )
  process.exit(1)
}
