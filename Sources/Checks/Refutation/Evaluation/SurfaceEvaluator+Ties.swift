import Exact
import Notation
import Numeric

/// Random symbols that depend on each other.
extension SurfaceEvaluator {
  /// Random symbols in groups that are independent of each other at this instance.
  func tiedGroups(_ names: Set<String>) -> [[String]] {
    var groups = instance.ties.filter { $0.allSatisfy(names.contains) }
    let tied = Set(groups.flatMap { $0 })
    for name in names.sorted() where !tied.contains(name) {
      // Symbols without a law share the points of their space.
      let place = groups.firstIndex { group in group.allSatisfy { areTied($0, name) } }
      if let place { groups[place].append(name) } else { groups.append([name]) }
    }
    return groups
  }

  private func areTied(_ a: String, _ b: String) -> Bool {
    if instance.ties.contains(where: { $0.contains(a) }) { return false }
    if instance.samples[a] != nil, instance.samples[b] != nil {
      return !table.areIndependent(a, b)
    }
    return instance.coupled.contains(a) && instance.coupled.contains(b)
      && !table.areIndependent(a, b)
  }

  /// ∏ pₖ · (1 + ∏ (tₖ − 𝔼tₖ)/max|tₖ − 𝔼tₖ|): all but one of the numbers are independent, all of them are not.
  func tiedOutcomes(
    of names: [String], in body: Expression
  ) throws -> [(values: [SurfaceValue], weight: DualNumber)] {
    var joint: [(values: [SurfaceValue], weight: Rational, tilt: Rational)] = [([], 1, 1)]
    for name in names {
      let own = try outcomes(of: [name], in: body).map { outcome in
        guard let number = outcome.values[0].numbers?.first?.primal.rational,
          let weight = outcome.weight.primal.rational, outcome.weight.tag == 0, weight.sign >= 0
        else { throw EvaluationFailure.undefined("no joint law of these", standing: true) }
        return (value: outcome.values[0], number: number, weight: weight)
      }
      let mean = own.reduce(Rational.zero) { $0 + $1.number * $1.weight }
      let largest = own.map { ($0.number - mean).magnitude }.max() ?? 0
      joint = joint.flatMap { row in
        own.map {
          (
            row.values + [$0.value], row.weight * $0.weight,
            largest.isZero ? 0 : row.tilt * ($0.number - mean) / largest
          )
        }
      }
    }
    return joint.map { ($0.values, DualNumber($0.weight * (1 + $0.tilt))) }
  }
}
