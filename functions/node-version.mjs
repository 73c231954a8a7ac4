// Loaded before anything else, by every Node that may be installed: an old one cannot even read our
// TypeScript. The whole module and not a name out of it: a name that an old Node lacks would fail
// before we can say why.
import module from 'node:module'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Sandbank needs Node 22.18 or newer to run; this is ${process.versions.node} (${process.platform} ${process.arch}).`,
  )
  process.exit(1)
}
module.enableCompileCache()
