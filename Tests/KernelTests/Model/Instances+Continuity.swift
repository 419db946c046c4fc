import Exact
import Kernel

extension Instances {
  static let continuity: [String: Generator] = [
    // A function with a zero among the numbers that the model tries.
    "intermediateValue": { b in
      let root = Rational(b.random.integer(0...8) - 4, 2)
      let f = try b.shifted(b.smooth(), at: .real(root), to: .zero)
      return [f] + (try b.reals(2))
    },
    "upperBarrier": { b in
      let f = try b.smooth()
      let ends = try b.reals(2)
      let start = try b.model.value(of: f.at(ends[0])).real()
      let level = b.random.chance(50) ? try b.real(start) : try b.real()
      return [f, level] + ends
    },
    "naturalLess": { b in [try b.natural(5), try b.natural(5)] },
    "naturalLessOrEqual": { b in [try b.natural(5), try b.natural(5)] },
  ]
}
